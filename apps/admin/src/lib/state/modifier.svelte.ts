/** What the command key is called on this device; the server does not know, so ⌘ until the browser says. */
class Modifier {
  label = $state('⌘');

  detect(): void {
    if (!/mac|iphone|ipad/i.test(navigator.userAgent)) this.label = 'Ctrl';
  }
}

export const modifier = new Modifier();

/** Which step of the form is open, and how the form points at the YAML. */
export class FlowView {
  open = $state<string | null>(null);
  readonly reveal: (path: string) => void;

  constructor(reveal: (path: string) => void) {
    this.reveal = reveal;
  }

  toggle(key: string): void {
    this.open = this.open === key ? null : key;
    if (this.open !== null) this.reveal(key);
  }
}

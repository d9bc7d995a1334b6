import type { Attachment } from 'svelte/attachments';

/**
 * A title that is made when somebody points at the element. The first moment a page writes out loads the browser's tables
 * of calendars and zones: 30 to 60 ms of processor on a desk, four times that on a phone.
 */
export const titleOnPoint =
  (title: () => string): Attachment<HTMLElement> =>
  (element) => {
    const make = (): void => {
      element.title = title();
    };
    element.addEventListener('pointerenter', make);
    return () => element.removeEventListener('pointerenter', make);
  };

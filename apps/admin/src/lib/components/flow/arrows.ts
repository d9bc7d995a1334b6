export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SIDEWAYS = 2;

/** The index of the box that an arrow key leads to: the nearest that lies wholly in that direction. */
export function boxTowards(key: string, from: Box, boxes: readonly Box[]): number | undefined {
  const middle = (box: Box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
  const here = middle(from);
  const distance = (box: Box): number => {
    const there = middle(box);
    const [dx, dy] = [Math.abs(there.x - here.x), Math.abs(there.y - here.y)];
    switch (key) {
      case 'ArrowDown':
        return box.top >= from.bottom ? dy + dx / SIDEWAYS : Infinity;
      case 'ArrowUp':
        return box.bottom <= from.top ? dy + dx / SIDEWAYS : Infinity;
      case 'ArrowRight':
        return box.left >= from.right ? dx + dy * SIDEWAYS : Infinity;
      case 'ArrowLeft':
        return box.right <= from.left ? dx + dy * SIDEWAYS : Infinity;
      default:
        return Infinity;
    }
  };
  let best: number | undefined;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const far = distance(box);
    if (far < least) [best, least] = [index, far];
  });
  return best;
}

/** Thrown inside of a group of steps: it ends before this one. */
export class LeftGroup extends Error {
  override readonly name = 'LeftGroup';

  /** @param alone whether the step did not work out, and not just the group's time was over */
  constructor(
    readonly path: string,
    readonly alone: boolean,
  ) {
    super(`The group ends before ${path}.`);
  }
}

/** Takes an id that nothing uses yet: `approvePublish`, `approvePublish2`, … */
export function claimId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}${String(number)}`;
  taken.add(id);
  return id;
}

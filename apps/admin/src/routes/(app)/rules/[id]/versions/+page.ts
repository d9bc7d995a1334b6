import { ruleVersion, ruleVersions } from '#lib/api/calls.ts';
import { throwForPage } from '#lib/api/failure.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, params }) => {
  try {
    const { items: versions } = await ruleVersions(fetch, params.id);
    const asked = Number(url.searchParams.get('v'));
    const chosen = versions.find((one) => one.version === asked) ?? versions[0];
    return { versions, chosen: chosen ? await ruleVersion(fetch, { id: params.id, version: chosen.version }) : null };
  } catch (cause) {
    return throwForPage(cause, url);
  }
};

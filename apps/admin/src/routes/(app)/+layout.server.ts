import { redirect } from '@sveltejs/kit';
import { signInAddress } from '#lib/api/failure.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, url }) => {
  if (!locals.accessToken) redirect(303, signInAddress(url));
};

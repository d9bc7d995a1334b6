import { readLanguage } from '#lib/features/rules/builder/language.server.ts';
import type { PageServerLoad } from './$types';

const language = readLanguage();

export const load: PageServerLoad = () => ({ language });

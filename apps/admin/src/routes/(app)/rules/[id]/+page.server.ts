import { readStepLanguage } from '#lib/server/step-language.ts';
import type { PageServerLoad } from './$types';

const language = readStepLanguage();

export const load: PageServerLoad = () => ({ language });

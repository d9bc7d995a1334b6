import { readStepLanguage } from '#lib/features/rules/builder/step-language.server.ts';
import type { PageServerLoad } from './$types';

const language = readStepLanguage();

export const load: PageServerLoad = () => ({ language });

// The first account of a production installation, with an observatory of its own:
//   docker compose run --rm -e ACCOUNT_PASSWORD migrate node scripts/create-account.mjs you@example.org "Your Name" "Your Observatory"
// An account that exists gets the new password, and the observatory when it is named and new. Needs DATABASE_ADMIN_URL (a superuser)
// and DATABASE_OWNER_URL (which names the database), as the migration job has them.
import { ensureAccount } from './lib/account.mjs';
import { printError, Problem } from './lib/words.mjs';

const [email, name = email, observatory] = process.argv.slice(2);
const { DATABASE_ADMIN_URL: adminUrl, DATABASE_OWNER_URL: ownerUrl, ACCOUNT_PASSWORD: password = '' } = process.env;

try {
  if (!email?.includes('@')) {
    throw new Problem(
      'Name the e-mail address: node scripts/create-account.mjs you@example.org ["Your Name" ["Your Observatory"]]',
    );
  }
  if (!adminUrl || !ownerUrl) {
    throw new Problem('Set DATABASE_ADMIN_URL (a superuser) and DATABASE_OWNER_URL, as the migration job has them.');
  }
  if (password.length < 12)
    throw new Problem('ACCOUNT_PASSWORD is missing or shorter than 12 characters. Set it in the environment.');
  const { created, opened } = await ensureAccount({ adminUrl, ownerUrl, email, password, name, observatory });
  const also = opened ? ` and the observatory “${observatory}”` : '';
  process.stdout.write(created ? `${email} can sign in now.\n` : `${email} has the new password${also}.\n`);
} catch (error) {
  printError(error);
  process.exitCode = 1;
}

/** The pages' only style sheet. */
export const styles = `
:root { --bg: #f6f7f9; --card: #fff; --text: #16181d; --soft: #5c6470; --line: #e3e6ea; --accent: #2457d6; --warn: #a84300; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0f1115; --card: #171a21; --text: #e8eaed; --soft: #9aa3af; --line: #2a2f39; --accent: #8ab0ff; --warn: #ffb27a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1.25rem; align-items: baseline; flex-wrap: wrap; padding: .9rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--card); }
.brand { font-weight: 650; color: var(--text); }
nav { display: flex; gap: 1rem; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
nav a[aria-current] { color: var(--text); font-weight: 600; }
.hint, .soft { color: var(--soft); font-size: .875rem; }
.hint { margin-left: auto; }
main { max-width: 680px; margin: 1.5rem auto; padding: 0 1rem; display: grid; gap: 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem 1.15rem; }
.card:target { outline: 2px solid var(--accent); }
h1 { font-size: 1.25rem; margin: .25rem 0; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
.person { display: flex; gap: .75rem; align-items: center; margin-bottom: .6rem; }
.avatar { width: 44px; height: 44px; border-radius: 50%; display: grid; place-items: center; background: var(--accent); color: var(--card); font-weight: 700; }
.person strong { display: block; line-height: 1.2; }
.post-text { font-size: 1.2rem; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 0 .75rem; }
.small .post-text { font-size: 1rem; }
.actions { display: flex; gap: 2rem; border-top: 1px solid var(--line); padding-top: .6rem; margin-top: .6rem; color: var(--soft); font-size: .875rem; }
.mail-head { display: grid; grid-template-columns: auto 1fr; gap: .1rem .75rem; font-size: .875rem; color: var(--soft); margin: .25rem 0 .75rem; }
.mail-head dd { margin: 0; color: var(--text); overflow-wrap: anywhere; }
.mail-text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font: inherit; }
iframe { width: 100%; min-height: 160px; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
iframe.letter { min-height: 480px; }
summary { color: var(--soft); cursor: pointer; font-size: .875rem; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 1rem; }
.numbers b { display: block; font-size: 1.75rem; line-height: 1.2; }
table { width: 100%; border-collapse: collapse; font-size: .8125rem; table-layout: fixed; }
td, th { text-align: left; padding: .3rem .5rem .3rem 0; border-top: 1px solid var(--line); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; border-top: 0; }
.time { width: 5.5rem; } .method { width: 4rem; } .platform { width: 6rem; }
.warn { color: var(--warn); }
button { font: inherit; font-weight: 600; padding: .55rem 1.1rem; border: 0; border-radius: 999px; background: var(--accent); color: var(--card); cursor: pointer; }
button.plain { background: none; color: var(--accent); }
select { font: inherit; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: .75rem; align-items: end; }
.fields p, .fields .wide { grid-column: 1 / -1; margin: 0; }
.fields button { justify-self: start; }
.fields .plain { padding-inline: 0; }
.fields label { display: grid; gap: .2rem; color: var(--soft); font-size: .875rem; }
.fields input, .fields select { font: inherit; font-size: .9375rem; width: 100%; height: 2.4rem; padding: 0 .6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--bg); color: var(--text); }
`;

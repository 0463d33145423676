// What lets the page in: the token behind the # of the URL that the program printed. A browser sends that part to nobody. The page keeps
// it for this tab and this origin, port included, and sends it with each request; a cookie would go to every port of the machine.

const Key = 'studio-token';
const given = () => location.hash.match(/^#token=(\w+)$/)?.[1];

if (given()) {
  sessionStorage.setItem(Key, given());
  history.replaceState(null, '', '/');
}
// The URL of another run, in a tab that shows this one: the browser itself only moves within the page.
addEventListener('hashchange', () => given() && location.reload());

export const request = (path, options = {}) => fetch(path, {
  ...options, headers: { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(Key) ?? ''}` },
});

// The access token, after the # of the URL that the program printed; browsers do not send that part to servers. The page keeps it for this
// tab and this origin, including the port, and sends it with each request. A browser would send a cookie to every port of the machine.

const Key = 'studio-token';
const given = () => location.hash.match(/^#token=(\w+)$/)?.[1];

if (given()) {
  sessionStorage.setItem(Key, given());
  history.replaceState(null, '', '/');
}
// If this tab opens the URL of another run, only the part after the # changes, and the browser does not reload by itself.
addEventListener('hashchange', () => given() && location.reload());

export const request = (path, options = {}) => fetch(path, {
  ...options, headers: { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(Key) ?? ''}` },
});

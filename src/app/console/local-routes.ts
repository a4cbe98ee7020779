/** What the console does for commands of the owner of its data folder, by address. Only its own listener on loopback has them. */
export const LOCAL_ROUTES = {
  read: '/api/local/read',
  catalog: '/api/local/catalog',
  instanceState: '/api/local/instance-state',
  apply: '/api/local/apply',
  steady: '/api/local/steady',
  prune: '/api/local/prune',
  removeInstance: '/api/local/remove-instance',
  instanceData: '/api/local/instance-data',
} as const;

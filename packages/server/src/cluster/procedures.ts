import { dropLease, renewLease, takeLease } from './sql/leases.ts';

/** What nodes that share a store run on the storage thread. */
export const clusterProcedures = {
  'cluster.takeLease': takeLease,
  'cluster.renewLease': renewLease,
  'cluster.dropLease': dropLease,
};

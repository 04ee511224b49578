/** What one server was measured to need. Every figure names the line of the benchmark that it is from. */
export interface MeasuredFigures {
  /** CPU of the server for a durable 1:1 send, answered and delivered, in µs (`one-to-one`). */
  readonly sendUs: number;
  /** The same of all processes (server, PostgreSQL) where the data is in PostgreSQL (`nodes`). */
  readonly postgresSendUs: number;
  /** Of it PostgreSQL's own share, 0 to 1. */
  readonly postgresShare: number;
  /** CPU for one more device that a message reaches, in µs (`groups`). */
  readonly deliveryUs: number;
  /** CPU for a login, in µs (`connections`). */
  readonly loginUs: number;
  /** Resident memory for each connection, in KB (`connections`). */
  readonly connectionKb: number;
  /** Resident memory of a server without connections, in MB (`footprint`). */
  readonly idleMb: number;
  /** Bytes on the disk for each stored message (`footprint`). */
  readonly messageBytes: number;
}

/** What people do. */
export interface Usage {
  readonly users: number;
  /** Of them connected at the busiest time, 0 to 1. */
  readonly onlineShare: number;
  /** Messages that a connected user sends in an hour of the busiest time. */
  readonly sendsPerHour: number;
  /** Devices that a message reaches, at the mean over 1:1 and groups. */
  readonly receivers: number;
  /** Messages of all users in a day, as hours of the busiest time. */
  readonly busyHoursPerDay: number;
  readonly retentionDays: number;
}

/** What a machine is loaded to at most, so that the loss of one, a return of everybody or a bad day is carried. */
export interface Headroom {
  readonly cpuShare: number;
  /** A node keeps two busy: its thread that speaks with the devices and the one that stores. Larger machines run more nodes. */
  readonly coresPerNode: number;
  readonly memoryGbPerNode: number;
  /** After a node is lost, its devices come back within so long, in s. */
  readonly returnSeconds: number;
}

/** What to run. */
export interface Capacity {
  readonly online: number;
  readonly sendsPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Cores that are busy with it, of the servers alone. */
  readonly serverCores: number;
  readonly databaseCores: number;
  readonly memoryGb: number;
  /** One more than the load needs, and enough for the return of a lost one's devices. One, with SQLite, where one carries all of it. */
  readonly nodes: number;
  readonly usesPostgres: boolean;
  readonly diskGb: number;
  /** Logins a second when a node is lost, at all others together. */
  readonly returningPerSecond: number;
}

/** How many there must be, so that the devices of a lost one log in at the others in time: logins are one thread's work. */
function nodesForReturn(online: number, { loginUs }: MeasuredFigures, { returnSeconds }: Headroom): number {
  const busyThreads = (online / returnSeconds) * (loginUs / 1e6);
  let nodes = 2;
  while (busyThreads / nodes / (nodes - 1) > 1) nodes += 1;
  return nodes;
}

/** The arithmetic of docs/operations/scaling.md. */
export function capacityFor(figures: MeasuredFigures, usage: Usage, headroom: Headroom): Capacity {
  const online = usage.users * usage.onlineShare;
  const sendsPerSecond = (online * usage.sendsPerHour) / 3600;
  const deliveriesPerSecond = sendsPerSecond * usage.receivers;
  // A send brings its message to one device already.
  const furtherUs = Math.max(usage.receivers - 1, 0) * figures.deliveryUs;
  const memoryGb = (figures.idleMb * 1e6 + online * figures.connectionKb * 1e3) / 1e9;
  const coresWith = (sendUs: number) => (sendsPerSecond * (sendUs + furtherUs)) / 1e6;
  const nodesFor = (cores: number) =>
    Math.max(
      Math.ceil(cores / (headroom.coresPerNode * headroom.cpuShare)),
      Math.ceil(memoryGb / (headroom.memoryGbPerNode * 0.7)),
      1,
    );
  // The embedded engine has one writing thread, and the server one that speaks with the devices.
  const alone = coresWith(figures.sendUs);
  const fitsOne = nodesFor(alone) === 1 && alone <= 2 * headroom.cpuShare;
  const serverUs = figures.postgresSendUs * (1 - figures.postgresShare);
  const serverCores = fitsOne ? alone : coresWith(serverUs);
  const nodes = fitsOne ? 1 : Math.max(nodesFor(serverCores) + 1, nodesForReturn(online, figures, headroom));
  return {
    online,
    sendsPerSecond,
    deliveriesPerSecond,
    serverCores,
    databaseCores: fitsOne ? 0 : (sendsPerSecond * figures.postgresSendUs * figures.postgresShare) / 1e6,
    memoryGb,
    nodes,
    usesPostgres: !fitsOne,
    diskGb: (sendsPerSecond * 3600 * usage.busyHoursPerDay * usage.retentionDays * figures.messageBytes) / 1e9,
    returningPerSecond: online / nodes / headroom.returnSeconds,
  };
}

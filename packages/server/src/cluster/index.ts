export type { Bus, BusListener, BusState } from './bus.ts';
export { type Cluster, type ClusterListener, createCluster, type Place } from './cluster.ts';
export type { ClusterEvents } from './cluster-event.ts';
export { createInProcessHub, type InProcessHub } from './in-process-bus.ts';
export { createNatsBus, type NatsOptions } from './nats-bus.ts';
export { createOnceInProcess, createOnceInStore, type Lease, type OnceInCluster } from './once-in-cluster.ts';
export { MembershipChange, type MembershipPacket, type NewsPacket, type TellPacket } from './packet.ts';
export { type Slot, slotOf } from './subjects.ts';

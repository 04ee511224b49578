/** The devices that ever logged in on the socket, as rows. */
export interface DeviceTables {
  readonly devices: {
    readonly app_id: string;
    readonly user_id: number;
    readonly device_sn: number;
    readonly device_guid: string;
    readonly platform: number;
    readonly device_info: string;
    readonly sdk_version: string;
    readonly created_at: number;
    readonly seen_at: number;
  };
}

/** Characters of the id that a device gives itself; the socket takes no longer one either. */
export const DEVICE_GUID_MAX = 256;

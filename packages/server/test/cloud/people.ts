import {
  type Cloud,
  DeployedClient,
  type DeployedClientOptions,
  type TestUser,
  type Transport,
} from '@warbler/test-kit';

/** Logs devices in, and cuts them all at the end of a test. */
export class People {
  readonly #cloud: Cloud;
  readonly #transport: Transport;
  readonly #clients: DeployedClient[] = [];

  constructor(cloud: Cloud, transport: Transport) {
    this.#cloud = cloud;
    this.#transport = transport;
  }

  /** A new user with a first device online. */
  async join(username: string, options: Partial<DeployedClientOptions> = {}): Promise<DeployedClient> {
    return this.device(await this.#cloud.register(username), 'first', options);
  }

  /** Another device of a user. */
  async device(
    user: TestUser,
    deviceGuid: string,
    options: Partial<DeployedClientOptions> = {},
  ): Promise<DeployedClient> {
    const client = await DeployedClient.logIn(await this.login(user, deviceGuid, options));
    this.#clients.push(client);
    return client;
  }

  /** What a device needs to log in, without doing it. */
  async login(
    user: TestUser,
    deviceGuid: string,
    options: Partial<DeployedClientOptions> = {},
  ): Promise<DeployedClientOptions> {
    const token = await this.#cloud.rest.logIn(user);
    return { url: this.#cloud.url, transport: this.#transport, userId: user.userId, token, deviceGuid, ...options };
  }

  /** A client that is not logged in. */
  async stranger(options: Partial<DeployedClientOptions> = {}): Promise<DeployedClient> {
    const url = this.#cloud.url;
    const client = new DeployedClient({
      url,
      transport: this.#transport,
      userId: 2,
      token: '',
      deviceGuid: 'x',
      ...options,
    });
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  leave(): void {
    for (const client of this.#clients.splice(0)) client.disconnect();
  }
}

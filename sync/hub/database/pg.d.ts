/** Of node-postgres, what the hub uses of it: its makers ship no types. */
declare module "pg" {
  interface Statement {
    /** Prepared under this name once a connection. */
    readonly name?: string;
    readonly text: string;
    readonly values?: readonly unknown[];
  }

  interface Answer {
    readonly command: string;
    readonly rowCount: number | null;
    readonly rows: Record<string, unknown>[];
  }

  interface Queryable {
    query(statement: Statement | string): Promise<Answer>;
  }

  interface PoolClient extends Queryable {
    on(event: "error", listener: (error: Error) => void): void;
    /** @param lost it is not used again */
    release(lost?: Error): void;
  }

  interface PoolOptions {
    readonly connectionString: string;
    readonly max: number;
    readonly connectionTimeoutMillis: number;
    readonly idleTimeoutMillis: number;
    readonly idle_in_transaction_session_timeout: number;
    readonly statement_timeout: number;
    readonly keepAlive: boolean;
    readonly keepAliveInitialDelayMillis: number;
    readonly application_name: string;
    readonly types: { getTypeParser(type: number, format?: "text" | "binary"): (text: string) => unknown };
  }

  class Pool implements Queryable {
    constructor(options: PoolOptions);
    query(statement: Statement | string): Promise<Answer>;
    connect(): Promise<PoolClient>;
    on(event: "connect", listener: (client: PoolClient) => void): void;
    on(event: "error", listener: (error: Error) => void): void;
    end(): Promise<void>;
  }

  const pg: { readonly Pool: typeof Pool; readonly types: PoolOptions["types"] };
  export default pg;
  export type { Pool, PoolClient, Queryable };
}

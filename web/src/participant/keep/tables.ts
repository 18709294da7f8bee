// What this page keeps on the phone, as tables in IndexedDB, or in memory where the browser forbids storage.
import { deleteDB, openDB, type IDBPDatabase } from 'idb'

export const tables = ['drafts', 'files', 'outbox', 'leases', 'remembered', 'cached'] as const
export type Table = (typeof tables)[number]
export type Key = string | [string, string]

/// Inside one transaction. Await nothing but these calls: IndexedDB commits as soon as nothing is asked of it.
export interface Rows {
  get<T>(table: Table, key: Key): Promise<T | undefined>
  all<T>(table: Table, first_key_part?: string): Promise<T[]>
  keys(table: 'cached'): Promise<string[]>
  put(table: Table, key: Key, row: unknown): Promise<void>
  remove(table: Table, key: Key): Promise<void>
}

export interface Tables {
  readonly lasting: boolean
  read<T>(work: (rows: Rows) => Promise<T>): Promise<T>
  /// All of it or nothing, also across windows.
  write<T>(work: (rows: Rows) => Promise<T>): Promise<T>
}

const database_name = 'cityaudit'
const database_version = 1

class IndexedTables implements Tables {
  readonly lasting = true
  constructor(private readonly database: IDBPDatabase) {}

  read<T>(work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.run('readonly', work)
  }
  write<T>(work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.run('readwrite', work)
  }

  private async run<T>(mode: 'readonly' | 'readwrite', work: (rows: Rows) => Promise<T>): Promise<T> {
    // Where "strict" is known, a finished write is on the disk and not only promised.
    const transaction = this.database.transaction([...tables], mode, mode === 'readwrite' ? { durability: 'strict' } : {})
    const store = (table: Table) => transaction.objectStore(table)
    const range = (first: string): IDBKeyRange => IDBKeyRange.bound([first], [first, []])
    const rows: Rows = {
      get: (table, key) => store(table).get(key),
      all: (table, first) => store(table).getAll(first === undefined ? undefined : range(first)),
      keys: (table) => store(table).getAllKeys() as Promise<string[]>,
      put: async (table, key, row) => void (await (store(table) as unknown as { put(row: unknown, key: Key): Promise<unknown> }).put(row, key)),
      remove: async (table, key) => void (await (store(table) as unknown as { delete(key: Key): Promise<unknown> }).delete(key)),
    }
    try {
      const result = await work(rows)
      await transaction.done
      return result
    } catch (error) {
      transaction.done.catch(() => undefined)
      try {
        transaction.abort()
      } catch {
        // It had ended by itself.
      }
      throw error
    }
  }
}

const flat = (key: Key): string => (typeof key === 'string' ? key : key.join('\n'))

export class MemoryTables implements Tables {
  readonly lasting = false
  private readonly rows = new Map<Table, Map<string, unknown>>(tables.map((table) => [table, new Map()]))
  private last: Promise<unknown> = Promise.resolve()

  read<T>(work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.write(work)
  }

  write<T>(work: (rows: Rows) => Promise<T>): Promise<T> {
    const next = this.last.then(async () => {
      const before = new Map([...this.rows].map(([table, rows]) => [table, new Map(rows)]))
      try {
        return await work(this)
      } catch (error) {
        for (const [table, rows] of before) this.rows.set(table, rows)
        throw error
      }
    })
    this.last = next.catch(() => undefined)
    return next
  }

  get = async <T>(table: Table, key: Key): Promise<T | undefined> => this.rows.get(table)!.get(flat(key)) as T | undefined
  all = async <T>(table: Table, first?: string): Promise<T[]> =>
    [...this.rows.get(table)!].filter(([key]) => first === undefined || key.startsWith(`${first}\n`)).map(([, row]) => row as T)
  keys = async (table: Table): Promise<string[]> => [...this.rows.get(table)!.keys()]
  put = async (table: Table, key: Key, row: unknown): Promise<void> => void this.rows.get(table)!.set(flat(key), structuredClone(row))
  remove = async (table: Table, key: Key): Promise<void> => void this.rows.get(table)!.delete(flat(key))
}

/// Never fails: a browser that forbids storage gets tables that last as long as the page.
export async function open_tables(): Promise<Tables> {
  try {
    const database = await openDB(database_name, database_version, {
      upgrade(fresh) {
        for (const table of tables) if (!fresh.objectStoreNames.contains(table)) fresh.createObjectStore(table)
      },
      // A window with newer code wants to go on: let it.
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    })
    const opened = new IndexedTables(database)
    await opened.write((rows) => rows.put('leases', 'probe', { owner: '', until: 0 }))
    return opened
  } catch {
    return new MemoryTables()
  }
}

export const erase_tables = (): Promise<void> => deleteDB(database_name)

// What the server has of a submission’s files (docs/api.yaml).

export interface FileReceipt {
  name: string
  expected: boolean
  present: boolean
  bytes: number // of a missing file: what is durable of its unfinished upload
  bytes_expected: number | null
  sha256: string | null
  received_at: string | null
  erased_at: string | null // then the name is not the file's any more
}

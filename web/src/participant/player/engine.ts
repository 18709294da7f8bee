// The only file that knows @getodk/xforms-engine (0.22.0, pinned): it turns the engine's nodes into the page's Form. The
// chunk is large and loads while the introduction is being read.
import '../random_uuid'
import { loadForm, type AnyNode, type FormLanguage, type RootNode } from '@getodk/xforms-engine'
import { guidance_of } from './guidance'
import type { Choice, Filling, FilledFile, FormSource, FormText, Group, LoadedForm, Part, Question, QuestionKind, Repeat, Rich, Upload, Violation } from './form'

interface EngineText {
  asString: string
  formatted: unknown[]
  imageSource?: { href: string } | undefined
  audioSource?: { href: string } | undefined
  videoSource?: { href: string } | undefined
}
interface EngineMarkdown {
  role: 'parent' | 'child' | 'line-break' | 'html'
  elementName?: string
  children?: EngineMarkdown[]
  value?: string
  unsafeHtml?: string
  url?: string
  properties?: { style?: Record<string, string | undefined> }
}
type Node = Exclude<AnyNode, RootNode>
type Of<T extends AnyNode['nodeType']> = Extract<AnyNode, { nodeType: T }>

const instance_part = 'xml_submission_file'
const restore_millis_max = 10_000

const input_kinds: Record<string, QuestionKind> = {
  string: 'text',
  int: 'integer',
  decimal: 'decimal',
  date: 'date',
  time: 'time',
  dateTime: 'date_time',
  geopoint: 'geopoint',
  geotrace: 'geotrace',
  geoshape: 'geoshape',
  barcode: 'barcode',
  boolean: 'text',
}

function rich(node: EngineMarkdown): Rich {
  if (node.role === 'child') return node.value ?? ''
  if (node.role === 'line-break') return { name: 'br', children: [] }
  // Markup that somebody typed into a label is shown without effect.
  if (node.role === 'html') return (node.unsafeHtml ?? '').replace(/<[^>]*>/g, '')
  const style = Object.fromEntries(Object.entries(node.properties?.style ?? {}).filter((one): one is [string, string] => !!one[1]))
  return { name: node.elementName ?? 'span', children: (node.children ?? []).map(rich), style, ...(node.url ? { url: node.url } : {}) }
}

const last_step = (source: { href: string } | undefined): string | null => (source ? decodeURIComponent(source.href.split('/').pop() ?? '') || null : null)

function text(range: EngineText | null | undefined): FormText | null {
  if (!range) return null
  const made: FormText = {
    plain: range.asString.trim(),
    rich: () => (range.formatted as EngineMarkdown[]).map(rich),
    image: last_step(range.imageSource),
    audio: last_step(range.audioSource),
    video: last_step(range.videoSource),
  }
  return made.plain || made.image || made.audio || made.video ? made : null
}

const language_code = (language: string): string => /\(([\w-]+)\)\s*$/.exec(language)?.[1] ?? language

export const without_positions = (path: string): string => path.replace(/\[\d+\]/g, '')

/// One wrapper a node, for as long as the node lives: the page holds on to what it drew.
class Wrapped {
  private readonly known = new Map<string, Part>()
  constructor(private readonly guidance: (item: string, language: string) => string) {}

  parts(nodes: readonly AnyNode[]): Part[] {
    return nodes.map((node) => this.part(node as Node)).filter((part): part is Part => part !== null)
  }

  part(node: Node): Part | null {
    if (node.nodeType === 'model-value') return null
    let part = this.known.get(node.nodeId)
    if (!part) this.known.set(node.nodeId, (part = this.make(node)))
    return part
  }

  group(node: Of<'group' | 'repeat-instance' | 'root'>): Group {
    return {
      ...common(node as AnyNode),
      node: 'group',
      relevant: () => node.currentState.relevant && (!('hasRelevantBodyNodes' in node.currentState) || node.currentState.hasRelevantBodyNodes),
      parts: () => this.parts(node.currentState.children),
    }
  }

  private make(node: Exclude<Node, Of<'model-value'>>): Part {
    if (node.nodeType === 'group' || node.nodeType === 'repeat-instance') return this.group(node)
    if (node.nodeType === 'repeat-range:controlled' || node.nodeType === 'repeat-range:uncontrolled') return this.repeat(node)
    return this.question(node as Exclude<Node, Of<'model-value' | 'group' | 'repeat-instance' | 'repeat-range:controlled' | 'repeat-range:uncontrolled'>>)
  }

  private repeat(node: Of<'repeat-range:controlled' | 'repeat-range:uncontrolled'>): Repeat {
    return {
      ...common(node),
      node: 'repeat',
      counted: node.nodeType === 'repeat-range:controlled',
      entries: () => (node.currentState.children as readonly AnyNode[]).map((entry) => this.part(entry as Node) as Group),
      add: () => node.nodeType === 'repeat-range:uncontrolled' && void node.addInstances(),
      remove: (index) => node.nodeType === 'repeat-range:uncontrolled' && void node.removeInstances(index),
    }
  }

  private question(node: Of<'note' | 'select' | 'input' | 'trigger' | 'range' | 'rank' | 'upload'>): Question {
    const base = common(node as AnyNode)
    const options = (): Choice[] =>
      node.nodeType === 'select' || node.nodeType === 'rank'
        ? (node.currentState.valueOptions as readonly { value: string; label: unknown }[]).map((option) => ({ value: option.value, label: text(option.label as EngineText) ?? plain(option.value) }))
        : []
    return {
      ...base,
      node: 'question',
      kind: kind_of(node),
      multiline: base.appearances.has('multiline') || base.appearances.has('textarea') || ((node.nodeType === 'input' && (node.nodeOptions as { rows?: number } | null)?.rows) || 1) > 1,
      range: node.nodeType === 'range' ? bounds(node) : null,
      upload: node.nodeType === 'upload' ? upload(node) : null,
      choice_file: node.nodeType === 'select' ? choice_file(node) : null,
      hint: () => text(node.currentState.hint as EngineText | null),
      guidance: () => this.guidance(base.item, language_code(node.root.currentState.activeLanguage.language)),
      required: () => node.currentState.required,
      readonly: () => node.currentState.readonly,
      value: () => String(node.currentState.instanceValue ?? ''),
      set: (value) => set_value(node, value),
      choices: options,
      chosen: () => (node.nodeType === 'select' || node.nodeType === 'rank' ? [...node.currentState.value] : []),
      choose: (values) => {
        if (node.nodeType === 'rank') node.setValues(values)
        else if (node.nodeType === 'select') node.selectValues(values)
      },
      violation: () => violation_of(node),
    }
  }
}

const plain = (words: string): FormText => ({ plain: words, rich: () => [words], image: null, audio: null, video: null })

function common(node: AnyNode) {
  const appearances = new Set<string>([...((node.appearances as Iterable<string> | null) ?? [])])
  return {
    id: node.nodeId,
    get path(): string {
      return node.currentState.reference
    },
    get item(): string {
      return without_positions(node.currentState.reference)
    },
    appearances,
    relevant: () => node.currentState.relevant,
    label: () => text(node.currentState.label as EngineText | null),
  }
}

function kind_of(node: Node): QuestionKind {
  switch (node.nodeType) {
    case 'note': return 'note'
    case 'trigger': return 'acknowledge'
    case 'range': return 'range'
    case 'rank': return 'rank'
    case 'upload': return 'upload'
    case 'select': return node.selectType === 'select' ? 'select_many' : 'select_one'
    case 'input': return input_kinds[node.valueType] ?? 'unsupported'
    default: return 'unsupported'
  }
}

function bounds(node: Of<'range'>): { min: number; max: number; step: number } {
  const { start, end, step } = node.definition.bounds
  return { min: Number(start), max: Number(end), step: Math.abs(Number(step)) || 1 }
}

function upload(node: Of<'upload'>): Upload {
  return {
    accept: node.nodeOptions.media.accept === '*' ? '*/*' : node.nodeOptions.media.accept,
    pixels_max: node.maxPixels,
    file: () => node.currentState.value,
    set: (file) => void node.setValue(file),
  }
}

function choice_file(node: Of<'select'>): string | null {
  const expression = (node.definition.bodyElement as { itemset?: { nodeset?: { expression?: string } } | null }).itemset?.nodeset?.expression ?? ''
  return /instance\(\s*['"]([\w-]+)['"]\s*\)/.exec(expression)?.[1]?.concat('.csv') ?? null
}

function set_value(node: Node, value: string): void {
  if (node.nodeType === 'trigger') node.setValue(value !== '')
  else if (node.nodeType === 'range') node.setValue(value as never)
  else if (node.nodeType === 'input') (node.setValue as (value: string | null) => void)(value)
  else if (node.nodeType === 'select') node.selectValues(value === '' ? [] : value.split(' '))
}

function violation_of(node: Node): Violation | null {
  const state = node.validationState as { violation?: { condition: 'required' | 'constraint'; message: { asString: string } | null } | null }
  if (!state.violation) return null
  return { kind: state.violation.condition, message: state.violation.message?.asString.trim() ?? '' }
}

/// Tells once per burst of engine writes that something changed.
class Changes {
  private readonly listeners: (() => void)[] = []
  private told = true
  private stopped = false

  on(listener: () => void): void {
    this.listeners.push(listener)
  }

  stop(): void {
    this.stopped = true
  }

  readonly factory = <T extends object>(state: T): T =>
    new Proxy(state, {
      set: (target, key, value) => {
        Reflect.set(target, key, value)
        this.changed()
        return true
      },
    })

  private changed(): void {
    if (!this.told || this.stopped) return
    this.told = false
    queueMicrotask(() => {
      this.told = true
      if (!this.stopped) for (const listener of this.listeners) listener()
    })
  }
}

/// Uploads of a resumed filling read their files in their own time; saving before they have would lose them.
async function uploads_loaded(questions: readonly Of<'upload'>[]): Promise<void> {
  for (const until = Date.now() + restore_millis_max; Date.now() < until; ) {
    if (questions.every((node) => !(node.currentState.attachmentState as { loading?: boolean }).loading)) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('the files of a saved form could not be read')
}

function all_nodes(node: AnyNode): AnyNode[] {
  return [node, ...((node.currentState.children as readonly AnyNode[] | null) ?? []).flatMap(all_nodes)]
}

const uploads_of = (root: RootNode): Of<'upload'>[] => all_nodes(root).filter((node): node is Of<'upload'> => node.nodeType === 'upload')

function instance_id_of(xml: string): string {
  const found = [...new DOMParser().parseFromString(xml, 'text/xml').getElementsByTagName('*')].find((one) => one.localName === 'instanceID')
  if (!found?.textContent) throw new Error('the form gives no instanceID')
  return found.textContent
}

class EngineFilling implements Filling {
  readonly root: Group
  readonly instance_id: string
  readonly languages: readonly string[]
  private readonly wrapped: Wrapped

  constructor(private readonly engine: RootNode, private readonly changes: Changes, guidance: (item: string, language: string) => string) {
    this.wrapped = new Wrapped(guidance)
    this.root = this.wrapped.group(engine)
    this.languages = engine.languages.map((one) => language_code(one.language))
    this.instance_id = instance_id_of(this.xml())
  }

  language = (): string => language_code(this.engine.currentState.activeLanguage.language)

  use_language(code: string): void {
    const found = this.engine.languages.find((one) => language_code(one.language) === code)
    if (found && !found.isSyntheticDefault) this.engine.setLanguage(found as FormLanguage)
  }

  on_change = (listener: () => void): void => this.changes.on(listener)
  xml = (): string => this.engine.instanceState.instanceXML

  files(): FilledFile[] {
    return uploads_of(this.engine).flatMap((node) => {
      const file = node.currentState.value
      return file && node.currentState.instanceValue ? [{ name: node.currentState.instanceValue, file }] : []
    })
  }

  async settle(): Promise<void> {
    await this.engine.prepareInstancePayload({ payloadType: 'monolithic' })
  }

  violations(): Question[] {
    const by_id = new Map(all_nodes(this.engine).map((node) => [node.nodeId as string, node]))
    return this.engine.validationState.violations.flatMap((one) => {
      const node = by_id.get(one.nodeId)
      const part = node && node.nodeType !== 'root' ? this.wrapped.part(node) : null
      return part?.node === 'question' ? [part] : []
    })
  }

  stop = (): void => this.changes.stop()
}

export async function load(source: FormSource): Promise<LoadedForm> {
  const result = await loadForm(source.xml, {
    fetchFormAttachment: async (url) => {
      const blob = await source.file(last_step(url) ?? '')
      // What the server lacks is an empty list; what could not be fetched is thrown by file() and fails the loading.
      return (blob ? new Response(blob, { headers: { 'Content-Type': blob.type } }) : new Response(null, { status: 404 })) as never
    },
    missingResourceBehavior: 'BLANK',
  })
  if (result.status === 'failure') throw result.error
  const guidance = guidance_of(source.xml)
  const config = (changes: Changes) => ({ stateFactory: changes.factory as never, preloadProperties: { deviceID: source.device_id } })
  return {
    begin() {
      const changes = new Changes()
      return new EngineFilling(result.createInstance(config(changes)).root, changes, guidance)
    },
    async resume(xml, files) {
      const changes = new Changes()
      const data = new FormData()
      data.set(instance_part, new File([xml], instance_part, { type: 'text/xml' }))
      for (const { name, file } of files) data.set(name, file, name)
      const { root } = await result.restoreInstance({ data: [data as never] }, config(changes))
      await uploads_loaded(uploads_of(root))
      return new EngineFilling(root, changes, guidance)
    },
  }
}

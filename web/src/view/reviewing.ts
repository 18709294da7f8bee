// Deciding about submissions from their list: one or many, each as it was seen, and taking it back.
import { ref, shallowRef, watch, type Ref } from 'vue'
import { decide_many, reviewers as reviewers_of, undo as take_back, type Reviewer, type ReviewOrder, type ReviewOutcomes } from '../api/review'
import { use_listing } from '../stores/listing'
import { t } from '../text/language'
import { use_attempt } from './attempt'

const most_at_once = 200
type Outcome = ReviewOutcomes['items'][number]

export interface Told {
  done: string
  refused: string
  left: Set<string>  // those that were refused
}

/// What became of the items, in words.
export function told_of(action: string, outcomes: readonly Outcome[]): Told {
  const good = outcomes.filter((one) => !one.problem)
  const bad = outcomes.filter((one) => one.problem)
  const why = bad[0]?.problem?.detail ?? ''
  return {
    done: good.length ? t(`web.inbox.done.${action}`, { n: good.length }) : '',
    refused: bad.length > 1 ? t('web.inbox.refused', { n: bad.length, why }) : why,
    left: new Set(bad.map((one) => one.id)),
  }
}

// The page takes its parts by their names.
// eslint-disable-next-line @typescript-eslint/explicit-function-return-type
export function use_reviewing(slug: Ref<string>) {
  const listing = use_listing()
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  const reviewers = shallowRef<Reviewer[]>([])
  const done = ref('')
  const refused = ref('')
  const undo_tokens = shallowRef<string[]>([])
  const { busy, problem, attempt } = use_attempt()

  watch(slug, async (now) => {
    reviewers.value = await reviewers_of(now).then((answer) => answer.items, () => [])
  }, { immediate: true })

  function select(ids: readonly string[], on: boolean): void {
    const next = new Set(selected.value)
    for (const id of ids) {
      if (on) next.add(id)
      else next.delete(id)
    }
    selected.value = next
  }
  const clear = (): void => void (selected.value = new Set())
  function forget_undo(): void {
    done.value = ''
    undo_tokens.value = []
  }
  function dismiss(): void {
    forget_undo()
    refused.value = ''
    problem.value = null
  }

  function tell(action: string, outcomes: readonly Outcome[]): void {
    for (const one of outcomes) if (one.state && one.seen !== null) listing.replace(one.id, { state: one.state, seen: one.seen })
    const told = told_of(action, outcomes)
    done.value = told.done
    refused.value = told.refused
    selected.value = new Set([...selected.value].filter((id) => told.left.has(id)))
    listing.again(outcomes.map((one) => one.id))
  }

  function act(order: ReviewOrder, ids: readonly string[]): Promise<boolean> {
    return attempt(async () => {
      dismiss()
      const items = ids.map((id) => listing.rows.find((row) => row.id === id)).filter((row) => row !== undefined).map(({ id, seen }) => ({ id, seen }))
      const outcomes: Outcome[] = []
      const tokens: string[] = []
      for (let from = 0; from < items.length; from += most_at_once) {
        const answer = await decide_many(slug.value, items.slice(from, from + most_at_once), order)
        outcomes.push(...answer.items)
        if (answer.undo) tokens.push(answer.undo)
      }
      tell(order.action, outcomes)
      undo_tokens.value = tokens
    })
  }
  const assign = (ids: readonly string[], assignee: string): Promise<boolean> => act({ action: 'assign', assignee }, ids)

  function undo(): Promise<boolean> {
    const tokens = undo_tokens.value
    if (!tokens.length) return Promise.resolve(false)
    return attempt(async () => {
      dismiss()
      const outcomes: Outcome[] = []
      for (const token of tokens) outcomes.push(...(await take_back(slug.value, token)).items)
      tell('undo', outcomes)
    })
  }

  return { selected, reviewers, done, refused, undo_tokens, busy, problem, select, clear, dismiss, forget_undo, act, assign, undo }
}

// Groups the answers of a form the way they were filled in: repeats ("photos[2]/caption") stand together.
import type { Answer } from '../api/contract'

export interface AnswerGroup {
  key: string
  entry: number | null  // which repetition, counted from 1
  answers: Answer[]
}

const repeat_of = (path: string): { key: string; entry: number } | null => {
  const match = /^(.*\[(\d+)\])\//.exec(path)
  return match?.[1] && match[2] ? { key: match[1], entry: Number(match[2]) } : null
}

export function group_answers(answers: readonly Answer[]): AnswerGroup[] {
  const groups: AnswerGroup[] = []
  for (const answer of answers) {
    const repeat = repeat_of(answer.path)
    const key = repeat?.key ?? ''
    const last = groups.at(-1)
    if (last && last.key === key) last.answers.push(answer)
    else groups.push({ key, entry: repeat?.entry ?? null, answers: [answer] })
  }
  return groups
}

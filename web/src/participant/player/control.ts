// What every kind of control is to the page around it.
import type { OriginPart } from '../../api/keeps'
import type { Question, Repeat } from './form'

export interface Control {
  body: HTMLElement
  /// 'label': one field, named by the question's label. 'legend': several, in a fieldset. 'none': nothing to fill in.
  naming: 'label' | 'legend' | 'none'
  /// Brings the control up to what the form holds now.
  refresh(): void
  focus(): void
  /// What is wrong with what was typed before it can become an answer; shown at the question.
  complaint?(): string
}

/// What controls need of the page.
export interface Surroundings {
  media_url(name: string): string | null
  file_bytes_max: number
  /// What is kept of what the camera writes into a photo that answers this question.
  kept_of(question: Question): readonly OriginPart[]
  /// A question of the form lists the stops: what people answer with where there is no position.
  lists_stops: boolean
  /// Answered by the link itself, so not shown.
  hides(question: Question): boolean
  /// Draw again: something changed that the form does not know, such as a complaint.
  redraw(): void
  /// Told to people who cannot see it.
  say(text: string): void
  add_entry(repeat: Repeat): void
  /// Can be undone for a while.
  remove_entry(repeat: Repeat, index: number): void
}

export interface Ids {
  control: string
  label: string
  described_by: string
}

export type MakeControl = (question: Question, ids: Ids, around: Surroundings) => Control

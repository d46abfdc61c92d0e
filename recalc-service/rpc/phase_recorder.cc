// Names, messages and times of the phases.
#include "recalc-service/rpc/phase_recorder.h"

#include <algorithm>

#include "platform/base/strings.h"

namespace sheetgate::recalc {
namespace {

struct PhaseText {
  std::string_view name;
  std::string_view message;
};

constexpr PhaseText kTexts[kPhaseCount] = {
    {"queue", "waiting for its turn"},
    {"fetch", "fetching the workbook"},
    {"read", "reading the workbook"},
    {"start", "starting the engine"},
    {"load", "loading the workbook into the engine"},
    {"calculate", "calculating"},
    {"render", "drawing"},
    {"harvest", "reading the results"},
    {"commit", "storing the results"},
};

// "3rd".
std::string Ordinal(size_t number) {
  const size_t last = number % 10;
  const bool teen = number % 100 / 10 == 1;
  const std::string_view ending = teen || last == 0 || last > 3 ? "th"
                                  : last == 1                   ? "st"
                                  : last == 2                   ? "nd"
                                                                : "rd";
  return platform::StrCat(number, ending);
}

const PhaseText& TextOf(Phase phase) { return kTexts[static_cast<size_t>(phase)]; }

}  // namespace

std::string_view PhaseName(Phase phase) { return TextOf(phase).name; }

const CallKind& RecalculationKind() {
  static const auto* const kind =
      new CallKind{"recalculation",
                   {Phase::kQueue, Phase::kFetch, Phase::kRead, Phase::kStart, Phase::kLoad,
                    Phase::kCalculate, Phase::kHarvest, Phase::kCommit}};
  return *kind;
}

const CallKind& ScreenshotKind() {
  static const auto* const kind =
      new CallKind{"screenshot",
                   {Phase::kQueue, Phase::kFetch, Phase::kRead, Phase::kStart, Phase::kLoad,
                    Phase::kCalculate, Phase::kRender}};
  return *kind;
}

const CallKind& WhatIfKind() {
  static const auto* const kind =
      new CallKind{"what-if question",
                   {Phase::kQueue, Phase::kFetch, Phase::kRead, Phase::kStart, Phase::kLoad,
                    Phase::kCalculate, Phase::kHarvest}};
  return *kind;
}

mcp::v1::Progress PhaseProgress(Phase phase, const CallKind& kind) {
  const auto at = std::find(kind.phases.begin(), kind.phases.end(), phase);
  mcp::v1::Progress progress;
  // From 1: a first progress of 0 could not grow past the 0 that means nothing happened yet.
  progress.set_progress(static_cast<double>(at - kind.phases.begin() + 1));
  progress.set_total(static_cast<double>(kind.phases.size() + 1));
  progress.set_message(std::string(TextOf(phase).message));
  return progress;
}

mcp::v1::Progress QueueProgress(size_t place, size_t waiting, int update, const CallKind& kind) {
  mcp::v1::Progress progress = PhaseProgress(Phase::kQueue, kind);
  // Must grow with every update, also when others get ahead, and stay below the next phase's.
  progress.set_progress(progress.progress() + 1 - 1.0 / (1 + update));
  progress.set_message(platform::StrCat(progress.message(), ": ", Ordinal(place), " of ", waiting));
  return progress;
}

PhaseRecorder::PhaseRecorder(const platform::Clock& clock) : clock_(clock), since_(clock.Now()) {}

bool PhaseRecorder::Enter(Phase phase) {
  if (phase <= current_) return false;
  const absl::Time now = clock_.Now();
  durations_.emplace_back(current_, now - since_);
  current_ = phase;
  since_ = now;
  return true;
}

void PhaseRecorder::Finish() {
  const absl::Time now = clock_.Now();
  durations_.emplace_back(current_, now - since_);
  since_ = now;
}

absl::Duration PhaseRecorder::total() const {
  absl::Duration sum;
  for (const auto& [phase, duration] : durations_) sum += duration;
  return sum;
}

}  // namespace sheetgate::recalc

// FakeEngine: an Engine whose results, and whose pace, a test decides.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_ENGINE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_ENGINE_H_

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "recalc-service/engine/engine.h"
#include "spreadsheet/model/workbook.h"
#include "spreadsheet/xlsx/xlsx.h"

namespace sheetgate::tests {

// Answers with the values of `results`, and for other cells with what stands in the package it is
// given.
class FakeEngine final : public recalc::Engine {
 public:
  // Set before the calls.
  std::map<std::pair<std::string, spreadsheet::CellRef>, recalc::EngineValue> results;
  std::set<std::string> unsupported;
  absl::Status available;
  // Result of every picture.
  recalc::RenderResult picture;
  // Error of every job.
  absl::Status failure;
  // Jobs stop after the load until Release, or their cancellation.
  bool hold = false;
  // A cancelled job that was held does not end before Release: its process takes time to die.
  bool dies_slowly = false;

  std::string_view name() const override { return "fake"; }
  absl::Status Available() const override { return available; }
  std::string version() const override { return "Fake 1.0"; }
  bool Supports(std::string_view function) const override {
    return unsupported.count(std::string(function)) == 0;
  }

  void Calculate(recalc::EngineJob job, const platform::CancellationToken& cancellation,
                 OnPhase on_phase, Done done) override {
    on_phase(recalc::EnginePhase::kLoading);
    Start(cancellation, [this, job = std::move(job), on_phase,
                         done = std::move(done)](const absl::Status& end) mutable {
      if (!end.ok()) return done(end);
      on_phase(recalc::EnginePhase::kCalculating);
      on_phase(recalc::EnginePhase::kReading);
      done(Answer(job));
    });
  }

  void Render(recalc::RenderJob job, const platform::CancellationToken& cancellation,
              OnPhase on_phase, RenderDone done) override {
    {
      std::lock_guard lock(mutex_);
      rendered_ = job;
    }
    on_phase(recalc::EnginePhase::kLoading);
    Start(cancellation, [this, on_phase, done = std::move(done)](const absl::Status& end) mutable {
      if (!end.ok()) return done(end);
      on_phase(recalc::EnginePhase::kRendering);
      done(picture);
    });
  }

  // The last job of Render.
  recalc::RenderJob rendered() const {
    std::lock_guard lock(mutex_);
    return rendered_;
  }

  // Blocks until `count` jobs were started.
  void WaitForJobs(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return jobs_ >= count; });
  }
  void WaitForCancellations(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return cancelled_ >= count; });
  }
  // Lets the jobs held go on to their end.
  void Release() {
    std::vector<std::shared_ptr<Held>> held;
    {
      std::lock_guard lock(mutex_);
      held = std::exchange(held_, {});
    }
    for (const auto& one : held) {
      End(one, one->reason);
    }
  }
  int jobs() const {
    std::lock_guard lock(mutex_);
    return jobs_;
  }

 private:
  // Goes on with a job that loaded, or ends it with an error.
  using GoOn = absl::AnyInvocable<void(const absl::Status&)>;

  struct Held {
    GoOn go_on;
    absl::Status reason;
    platform::CancellationRegistration registration;
  };

  void Start(const platform::CancellationToken& cancellation, GoOn go_on) {
    if (!hold) {
      go_on(failure);
      Count();
      return;
    }
    auto held = std::make_shared<Held>();
    held->go_on = std::move(go_on);
    held->registration = cancellation.OnCancel([this, held](const absl::Status& reason) {
      {
        std::lock_guard lock(mutex_);
        ++cancelled_;
        held->reason = reason;
      }
      changed_.notify_all();
      if (!dies_slowly) End(held, reason);
    });
    {
      std::lock_guard lock(mutex_);
      held_.push_back(held);
    }
    Count();
  }

  void End(const std::shared_ptr<Held>& held, const absl::Status& reason) {
    GoOn go_on;
    {
      std::lock_guard lock(mutex_);
      go_on = std::exchange(held->go_on, nullptr);
    }
    if (go_on) go_on(reason.ok() ? failure : reason);
  }

  void Count() {
    {
      std::lock_guard lock(mutex_);
      ++jobs_;
    }
    changed_.notify_all();
  }

  absl::StatusOr<recalc::EngineResult> Answer(const recalc::EngineJob& job) const {
    auto workbook = spreadsheet::OpenXlsx(job.package, {}, {});
    if (!workbook.ok()) return workbook.status();
    recalc::EngineResult result;
    for (const spreadsheet::SheetInfo& sheet : (*workbook)->sheets())
      result.sheets.push_back(sheet.name);
    for (const recalc::EngineRange& range : job.ranges) {
      auto index = (*workbook)->FindSheet(range.sheet);
      if (!index.ok()) return index.status();
      auto sheet = (*workbook)->LoadSheet(*index, {});
      if (!sheet.ok()) return sheet.status();
      for (int row = range.range.first.row; row <= range.range.last.row; ++row) {
        for (int column = range.range.first.column; column <= range.range.last.column; ++column) {
          result.values.push_back(ValueOf(**sheet, range.sheet, {row, column}));
        }
      }
    }
    return result;
  }

  recalc::EngineValue ValueOf(const spreadsheet::Sheet& sheet, const std::string& name,
                              spreadsheet::CellRef cell) const {
    const auto set = results.find({name, cell});
    if (set != results.end()) return set->second;
    const auto stored = sheet.Find(cell);
    if (!stored.has_value()) return std::string();
    const spreadsheet::CellValue value = ToValue(*stored);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
    if (const auto* error = std::get_if<spreadsheet::CellError>(&value)) return *error;
    return std::string();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Held>> held_;
  int jobs_ = 0;
  int cancelled_ = 0;
  recalc::RenderJob rendered_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_ENGINE_H_

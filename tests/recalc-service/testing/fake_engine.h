// FakeEngine: an Engine whose results, and whose pace, a test decides.
#ifndef SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_ENGINE_H_
#define SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_ENGINE_H_

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
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

// Documents answer with the values of `results`, for other cells with what they were set to, and
// then with what stands in the package they were opened with.
class FakeEngine final : public recalc::Engine {
 public:
  using Place = std::pair<std::string, spreadsheet::CellRef>;
  using Contents = std::map<Place, recalc::EngineContent>;

  // Set before the calls.
  std::map<Place, recalc::EngineValue> results;
  // Results that depend on what cells were set to.
  std::map<Place, std::function<recalc::EngineValue(const Contents&)>> formulas;
  std::set<std::string> unsupported;
  absl::Status available;
  // Result of every picture.
  recalc::EnginePicture picture;
  // What documents find; empty: the sheets of the package.
  std::vector<std::string> sheets;
  // Error of every document that is opened, and of every question.
  absl::Status failure;
  absl::Status question_failure;
  // Documents stop after the load until Release, or their cancellation.
  bool hold = false;
  // A cancelled document that was held does not end before Release: its process takes time to die.
  bool dies_slowly = false;
  bool can_clone = true;

  std::string_view name() const override { return "fake"; }
  absl::Status Available() const override { return available; }
  std::string version() const override { return "Fake 1.0"; }
  bool Supports(std::string_view function) const override {
    return unsupported.count(std::string(function)) == 0;
  }
  bool CanSet(std::string_view formula) const override {
    return formula.find("NOTSETTABLE") == std::string_view::npos;
  }

  void Open(recalc::OpenRequest request, const platform::CancellationToken& cancellation,
            recalc::OnEnginePhase on_phase, Opened opened) override {
    {
      std::lock_guard lock(mutex_);
      opened_ = request;
    }
    on_phase(recalc::EnginePhase::kLoading);
    Start(cancellation, [this, request = std::move(request), on_phase,
                         opened = std::move(opened)](const absl::Status& end) mutable {
      if (!end.ok()) return opened(end);
      if (request.calculate) on_phase(recalc::EnginePhase::kCalculating);
      auto workbook = spreadsheet::OpenXlsx(request.package, {}, {});
      if (!workbook.ok()) return opened(workbook.status());
      opened(std::make_unique<Document>(*this, *std::move(workbook), Contents()));
    });
  }

  // The last request of Open, and the last question.
  recalc::OpenRequest opened() const {
    std::lock_guard lock(mutex_);
    return opened_;
  }
  recalc::EngineQuestion asked() const {
    std::lock_guard lock(mutex_);
    return asked_;
  }
  // What was to be drawn last.
  recalc::PictureRequest drawn() const {
    return asked().picture.value_or(recalc::PictureRequest());
  }

  // Blocks until `count` documents were opened, or began to be.
  void WaitForJobs(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return jobs_ >= count; });
  }
  void WaitForCancellations(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return cancelled_ >= count; });
  }
  // Lets the documents held go on.
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
  int questions() const {
    std::lock_guard lock(mutex_);
    return questions_;
  }
  int clones() const {
    std::lock_guard lock(mutex_);
    return clones_;
  }
  int closed() const {
    std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  class Document final : public recalc::EngineDocument {
   public:
    Document(FakeEngine& engine, std::shared_ptr<const spreadsheet::Workbook> workbook,
             Contents contents)
        : engine_(engine), workbook_(std::move(workbook)), contents_(std::move(contents)) {
      sheets_ = engine_.sheets;
      if (!sheets_.empty()) return;
      for (const spreadsheet::SheetInfo& sheet : workbook_->sheets()) sheets_.push_back(sheet.name);
    }
    ~Document() override {
      std::lock_guard lock(engine_.mutex_);
      ++engine_.closed_;
    }

    const std::vector<std::string>& sheets() const override { return sheets_; }
    bool alive() const override { return alive_; }
    int64_t memory_bytes() const override { return 1000; }
    bool can_clone() const override { return engine_.can_clone; }

    void Ask(recalc::EngineQuestion question, const platform::CancellationToken& cancellation,
             recalc::OnEnginePhase on_phase, Answered answered) override {
      {
        std::lock_guard lock(engine_.mutex_);
        engine_.asked_ = question;
        ++engine_.questions_;
      }
      absl::Status status = cancellation.Check();
      if (status.ok()) status = engine_.question_failure;
      if (!status.ok()) {
        alive_ = false;
        return answered(status);
      }
      for (const recalc::EngineCell& cell : question.edits) Set(cell, &contents_);
      recalc::EngineAnswer answer;
      if (!question.ranges.empty()) on_phase(recalc::EnginePhase::kReading);
      if (question.scenarios.empty()) question.scenarios.emplace_back();
      for (const recalc::EngineScenario& scenario : question.scenarios) {
        Contents contents = contents_;
        for (const recalc::EngineCell& cell : scenario) Set(cell, &contents);
        for (const recalc::EngineRange& range : question.ranges) {
          const absl::Status read = Read(range, contents, &answer.values);
          if (!read.ok()) return answered(read);
        }
      }
      if (question.picture.has_value()) {
        on_phase(recalc::EnginePhase::kRendering);
        answer.picture = engine_.picture;
      }
      answered(std::move(answer));
    }

    void Clone(const platform::CancellationToken& cancellation, Cloned cloned) override {
      if (const absl::Status status = cancellation.Check(); !status.ok()) return cloned(status);
      {
        std::lock_guard lock(engine_.mutex_);
        ++engine_.clones_;
      }
      cloned(std::make_unique<Document>(engine_, workbook_, contents_));
    }

   private:
    static void Set(const recalc::EngineCell& cell, Contents* contents) {
      (*contents)[{cell.sheet, cell.cell}] = cell.content;
    }

    absl::Status Read(const recalc::EngineRange& range, const Contents& contents,
                      std::vector<recalc::EngineValue>* values) const {
      auto index = workbook_->FindSheet(range.sheet);
      if (!index.ok()) return index.status();
      auto sheet = workbook_->LoadSheet(*index, {});
      if (!sheet.ok()) return sheet.status();
      for (int row = range.range.first.row; row <= range.range.last.row; ++row) {
        for (int column = range.range.first.column; column <= range.range.last.column; ++column) {
          values->push_back(ValueOf(**sheet, {range.sheet, {row, column}}, contents));
        }
      }
      return absl::OkStatus();
    }

    recalc::EngineValue ValueOf(const spreadsheet::Sheet& sheet, const Place& place,
                                const Contents& contents) const {
      const auto formula = engine_.formulas.find(place);
      if (formula != engine_.formulas.end()) return formula->second(contents);
      const auto result = engine_.results.find(place);
      if (result != engine_.results.end()) return result->second;
      const auto set = contents.find(place);
      if (set != contents.end()) {
        if (const auto* number = std::get_if<double>(&set->second)) return *number;
        if (const auto* text = std::get_if<std::string>(&set->second)) return *text;
        if (const auto* boolean = std::get_if<bool>(&set->second)) return *boolean;
        return std::string();
      }
      const auto stored = sheet.Find(place.second);
      if (!stored.has_value()) return std::string();
      const spreadsheet::CellValue value = ToValue(*stored);
      if (const auto* number = std::get_if<double>(&value)) return *number;
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
      if (const auto* boolean = std::get_if<bool>(&value)) return *boolean;
      if (const auto* error = std::get_if<spreadsheet::CellError>(&value)) return *error;
      return std::string();
    }

    FakeEngine& engine_;
    const std::shared_ptr<const spreadsheet::Workbook> workbook_;
    Contents contents_;
    std::vector<std::string> sheets_;
    std::atomic<bool> alive_{true};
  };

  // Goes on with a document that loaded, or ends it with an error.
  using GoOn = absl::AnyInvocable<void(const absl::Status&)>;

  struct Held {
    GoOn go_on;
    absl::Status reason;
    platform::CancellationRegistration registration;
  };

  void Start(const platform::CancellationToken& cancellation, GoOn go_on) {
    if (!hold) {
      Count();
      go_on(failure);
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

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Held>> held_;
  int jobs_ = 0;
  int questions_ = 0;
  int clones_ = 0;
  int closed_ = 0;
  int cancelled_ = 0;
  recalc::OpenRequest opened_;
  recalc::EngineQuestion asked_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_RECALC_SERVICE_TESTING_FAKE_ENGINE_H_

// prometheus-cpp behind handles without types.
#include "platform/observability/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cstdlib>
#include <exception>
#include <mutex>
#include <utility>

#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::platform {
namespace {

const prometheus::Histogram::BucketBoundaries& DurationBuckets() {
  static const auto* const buckets = new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
      0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30,    60};
  return *buckets;
}

[[noreturn]] void Misuse(std::string_view name, std::string_view what) {
  Log(Severity::kError, "metric is misused", {{"metric", name}, {"problem", what}});
  std::abort();
}

}  // namespace

struct MetricsRegistry::State {
  struct Declaration {
    std::string type;
    std::string help;
  };

  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
  std::mutex mutex;
  // Guarded by `mutex`.
  std::map<std::string, Declaration, std::less<>> declared;
  std::vector<std::function<void()>> samples;

  // The metric of `builder`'s type with this name and labels; made when there is none.
  template <typename Builder, typename... Args>
  void* Add(Builder builder, std::string_view type, std::string_view name, std::string_view help,
            const Labels& labels, const Args&... args) {
    std::lock_guard lock(mutex);
    const auto [declaration, is_new] =
        declared.try_emplace(std::string(name), Declaration{std::string(type), std::string(help)});
    if (declaration->second.type != type || declaration->second.help != help) {
      Misuse(name, StrCat("it is already a ", declaration->second.type, " with the help '",
                          declaration->second.help, "'"));
    }
    try {
      auto& family = builder.Name(std::string(name)).Help(std::string(help)).Register(registry);
      return &family.Add(labels, args...);
    } catch (const std::exception& error) {
      Misuse(name, error.what());
    }
  }
};

MetricsRegistry::MetricsRegistry() : state_(std::make_unique<State>()) {}
MetricsRegistry::~MetricsRegistry() = default;

Counter MetricsRegistry::GetCounter(std::string_view name, std::string_view help,
                                    const Labels& labels) {
  Counter counter;
  counter.impl_ = state_->Add(prometheus::BuildCounter(), "counter", name, help, labels);
  return counter;
}

Gauge MetricsRegistry::GetGauge(std::string_view name, std::string_view help,
                                const Labels& labels) {
  Gauge gauge;
  gauge.impl_ = state_->Add(prometheus::BuildGauge(), "gauge", name, help, labels);
  return gauge;
}

Histogram MetricsRegistry::GetHistogram(std::string_view name, std::string_view help,
                                        const Labels& labels) {
  Histogram histogram;
  histogram.impl_ =
      state_->Add(prometheus::BuildHistogram(), "histogram", name, help, labels, DurationBuckets());
  return histogram;
}

void MetricsRegistry::OnScrape(std::function<void()> sample) {
  std::lock_guard lock(state_->mutex);
  state_->samples.push_back(std::move(sample));
}

std::string MetricsRegistry::Scrape() const {
  std::vector<std::function<void()>> samples;
  {
    std::lock_guard lock(state_->mutex);
    samples = state_->samples;
  }
  for (const auto& sample : samples) sample();
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

void Counter::Increment(double by) const {
  if (impl_ != nullptr) static_cast<prometheus::Counter*>(impl_)->Increment(by);
}

void Gauge::Set(double value) const {
  if (impl_ != nullptr) static_cast<prometheus::Gauge*>(impl_)->Set(value);
}

void Gauge::Add(double by) const {
  if (impl_ != nullptr) static_cast<prometheus::Gauge*>(impl_)->Increment(by);
}

void Histogram::Observe(double value) const {
  if (impl_ != nullptr) static_cast<prometheus::Histogram*>(impl_)->Observe(value);
}

}  // namespace sheetgate::platform

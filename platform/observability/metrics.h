// Metrics: counters, gauges and histograms in Prometheus' text format.
//
// A thin layer over prometheus-cpp's core that keeps its headers out of ours. Names follow
// docs/operations/metrics.md; labels never carry workbook or user ids. Handles are cheap to copy
// and live as long as the registry; look them up once, not per call, where a label set is known
// before.
#ifndef SHEETGATE_PLATFORM_OBSERVABILITY_METRICS_H_
#define SHEETGATE_PLATFORM_OBSERVABILITY_METRICS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace sheetgate::platform {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  void Increment(double by = 1) const;

 private:
  friend class MetricsRegistry;
  void* impl_ = nullptr;
};

class Gauge {
 public:
  void Set(double value) const;
  void Add(double by) const;

 private:
  friend class MetricsRegistry;
  void* impl_ = nullptr;
};

class Histogram {
 public:
  void Observe(double value) const;
  void Observe(absl::Duration duration) const { Observe(absl::ToDoubleSeconds(duration)); }

 private:
  friend class MetricsRegistry;
  void* impl_ = nullptr;
};

// Thread-safe. Asking twice for the same name and labels returns the same metric; the same name
// with another type or help is a programming error and aborts.
class MetricsRegistry {
 public:
  MetricsRegistry();
  ~MetricsRegistry();

  Counter GetCounter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge GetGauge(std::string_view name, std::string_view help, const Labels& labels = {});
  // Buckets for durations in seconds, from 100 us to 60 s.
  Histogram GetHistogram(std::string_view name, std::string_view help, const Labels& labels = {});

  // Calls `sample` at every scrape, to set gauges from elsewhere.
  void OnScrape(std::function<void()> sample);

  // Prometheus text exposition format 0.0.4.
  std::string Scrape() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_OBSERVABILITY_METRICS_H_

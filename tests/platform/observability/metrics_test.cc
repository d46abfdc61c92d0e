// What a scrape says.
#include "platform/observability/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sheetgate::platform {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsRegistryTest, WritesPrometheusText) {
  MetricsRegistry metrics;
  metrics.GetCounter("calls_total", "Calls.", {{"method", "a"}}).Increment();
  metrics.GetCounter("calls_total", "Calls.", {{"method", "b"}}).Increment(2);
  const Gauge gauge = metrics.GetGauge("in_flight", "In flight.");
  gauge.Set(5);
  gauge.Add(-2);
  const std::string text = metrics.Scrape();
  EXPECT_THAT(text, HasSubstr("# HELP calls_total Calls.\n# TYPE calls_total counter\n"));
  EXPECT_THAT(text, HasSubstr("calls_total{method=\"a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("calls_total{method=\"b\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("in_flight 3\n"));
}

TEST(MetricsRegistryTest, HistogramsCountSecondsInBuckets) {
  MetricsRegistry metrics;
  const Histogram histogram = metrics.GetHistogram("wait_seconds", "Wait.");
  histogram.Observe(absl::Milliseconds(2));
  histogram.Observe(100.0);
  const std::string text = metrics.Scrape();
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"60\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("wait_seconds_count 2\n"));
}

TEST(MetricsRegistryTest, TheSameNameAndLabelsAreTheSameMetric) {
  MetricsRegistry metrics;
  metrics.GetCounter("calls_total", "Calls.").Increment();
  metrics.GetCounter("calls_total", "Calls.").Increment();
  EXPECT_THAT(metrics.Scrape(), HasSubstr("calls_total 2\n"));
}

TEST(MetricsRegistryTest, SamplesAtEveryScrape) {
  MetricsRegistry metrics;
  const Gauge gauge = metrics.GetGauge("sampled", "Sampled.");
  int scrapes = 0;
  metrics.OnScrape([&] { gauge.Set(++scrapes); });
  EXPECT_THAT(metrics.Scrape(), HasSubstr("sampled 1\n"));
  EXPECT_THAT(metrics.Scrape(), HasSubstr("sampled 2\n"));
}

TEST(MetricsRegistryTest, AHandleOfNothingDoesNothing) {
  Counter().Increment();
  Gauge().Set(1);
  Histogram().Observe(1.0);
  EXPECT_THAT(MetricsRegistry().Scrape(), Not(HasSubstr("TYPE")));
}

TEST(MetricsRegistryDeathTest, AbortsWhenANameChangesItsTypeOrHelp) {
  MetricsRegistry metrics;
  metrics.GetCounter("calls_total", "Calls.");
  EXPECT_DEATH(metrics.GetGauge("calls_total", "Calls."), "already a counter");
  EXPECT_DEATH(metrics.GetCounter("calls_total", "Other."), "already a counter");
  EXPECT_DEATH(metrics.GetCounter("bad name", "Bad."), "bad name");
}

}  // namespace
}  // namespace sheetgate::platform

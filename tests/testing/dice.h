// Dice: random choices that are the same for the same seed, whatever the standard library.
#ifndef SHEETGATE_TESTS_TESTING_DICE_H_
#define SHEETGATE_TESTS_TESTING_DICE_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

namespace sheetgate::tests {

// Not std::uniform_int_distribution: its numbers differ from library to library.
class Dice {
 public:
  explicit Dice(uint32_t seed) : engine_(seed) {}
  // From first to last, both included.
  int64_t Pick(int64_t first, int64_t last) {
    return first + static_cast<int64_t>(engine_() % static_cast<uint64_t>(last - first + 1));
  }
  // One of the items of a list that is not empty.
  template <typename List>
  decltype(auto) Of(const List& list) {
    return list[static_cast<size_t>(Pick(0, static_cast<int64_t>(std::size(list)) - 1))];
  }
  bool OneIn(int64_t count) { return Pick(1, count) == 1; }

 private:
  std::mt19937 engine_;
};

}  // namespace sheetgate::tests

#endif  // SHEETGATE_TESTS_TESTING_DICE_H_

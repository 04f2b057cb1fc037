#pragma once
// A set of rows, one bit each.

#include <bit>
#include <cstdint>
#include <vector>

namespace octant::platform {

class Bits {
public:
    Bits() = default;
    Bits(std::size_t size, bool value)
        : words_((size + 63) / 64, value ? ~std::uint64_t{0} : 0), size_(size) {
        clear_rest();
    }
    /// The rows for which the test holds.
    template <class Test>
    static Bits where(std::size_t size, Test test) {
        Bits bits(size, false);
        for (std::size_t word = 0; word < bits.words_.size(); ++word) {
            const auto first = word * 64;
            const auto count = size - first < 64 ? size - first : 64;
            std::uint64_t set = 0;
            for (std::size_t i = 0; i < count; ++i) set |= static_cast<std::uint64_t>(test(first + i)) << i;
            bits.words_[word] = set;
        }
        return bits;
    }

    std::size_t size() const { return size_; }
    bool test(std::size_t row) const { return words_[row / 64] >> row % 64 & 1U; }
    void set(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << row % 64; }
    void reset(std::size_t row) { words_[row / 64] &= ~(std::uint64_t{1} << row % 64); }
    void append(bool value) {
        if (size_ % 64 == 0) words_.push_back(0);
        ++size_;
        if (value) set(size_ - 1);
    }
    std::int64_t count() const {
        std::int64_t count = 0;
        for (const auto word : words_) count += std::popcount(word);
        return count;
    }
    Bits& operator&=(const Bits& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
        return *this;
    }
    Bits& operator|=(const Bits& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
        return *this;
    }
    void invert() {
        for (auto& word : words_) word = ~word;
        clear_rest();
    }

    template <class Act>
    void each(Act act) const {
        for (std::size_t i = 0; i < words_.size(); ++i)
            for (auto word = words_[i]; word != 0; word &= word - 1)
                act(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
    }
    template <class Act>
    void each_from_last(Act act) const {
        for (auto i = words_.size(); i-- > 0;)
            for (auto word = words_[i]; word != 0;) {
                const auto bit = static_cast<std::size_t>(63 - std::countl_zero(word));
                act(i * 64 + bit);
                word &= ~(std::uint64_t{1} << bit);
            }
    }

private:
    void clear_rest() {
        if (size_ % 64 != 0) words_.back() &= (std::uint64_t{1} << size_ % 64) - 1;
    }

    std::vector<std::uint64_t> words_;
    std::size_t size_ = 0;
};

}  // namespace octant::platform

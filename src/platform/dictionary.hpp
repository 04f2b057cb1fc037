#pragma once
// The different values of a column, each with a small number of its own: 0 stands for none, the others count
// up in the order of their first appearance. A value that no row has any more keeps its number.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace octant::platform {

using Code = std::uint32_t;

/// Texts one behind the other.
class Texts {
public:
    using Value = std::string_view;

    void push(Value text) {
        bytes_ += text;
        ends_.push_back(bytes_.size());
    }
    Value operator[](Code code) const {
        const auto begin = code == 0 ? 0 : ends_[code - 1];
        return std::string_view(bytes_).substr(begin, ends_[code] - begin);
    }
    std::size_t size() const { return ends_.size(); }
    std::size_t memory() const { return bytes_.capacity() + ends_.capacity() * sizeof(std::size_t); }
    /// 1 for every text that holds the word, whatever the case of ASCII letters.
    std::vector<std::uint8_t> holding(std::string_view word) const;

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

class Numbers {
public:
    using Value = std::int64_t;

    void push(Value number) { numbers_.push_back(number); }
    Value operator[](Code code) const { return numbers_[code]; }
    std::size_t size() const { return numbers_.size(); }
    std::size_t memory() const { return numbers_.capacity() * sizeof(Value); }

private:
    std::vector<Value> numbers_;
};

template <class Values>
class Dictionary {
public:
    using Value = typename Values::Value;

    explicit Dictionary(Value none) { values_.push(none); }

    Code add(Value value) {
        if (values_.size() * 2 > slots_.size()) grow();
        auto& slot = slots_[place(value)];
        if (slot == 0) {
            slot = static_cast<Code>(values_.size());
            values_.push(value);
        }
        return slot;
    }
    /// 0 when no row has it.
    Code find(Value value) const { return slots_.empty() ? 0 : slots_[place(value)]; }
    Value operator[](Code code) const { return values_[code]; }
    std::size_t size() const { return values_.size(); }  // the number for none included
    const Values& values() const { return values_; }
    std::size_t memory() const { return values_.memory() + slots_.capacity() * sizeof(Code); }

private:
    /// Open addressing: where the value stands, or where it would.
    std::size_t place(Value value) const {
        // std::hash of a number is the number itself: spread it (Knuth's multiplier of the golden ratio).
        const auto hash = static_cast<std::uint64_t>(std::hash<Value>{}(value)) * 0x9E3779B97F4A7C15U;
        const auto mask = slots_.size() - 1;
        auto at = static_cast<std::size_t>(hash >> 32U) & mask;
        while (slots_[at] != 0 && values_[slots_[at]] != value) at = (at + 1) & mask;
        return at;
    }
    void grow() {
        slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, 0);
        for (Code code = 1; code < values_.size(); ++code) slots_[place(values_[code])] = code;
    }

    Values values_;
    std::vector<Code> slots_;  // a power of two
};

}  // namespace octant::platform

// SPDX-License-Identifier: Apache-2.0
using FsCheck;
using FsCheck.Fluent;

namespace Slipway.Registry.Tests;

public sealed class ByteRangesTests
{
    [Fact]
    public void Whatever_a_header_says_the_parts_are_within_the_blob_and_apart_from_each_other()
    {
        var header = Gen.Elements("bytes=", "Bytes=", "bytes", "", "0", "1", "7", "9", "99999999999999999999", "-", "-", ",", " ").ListOf().Select(static pieces => string.Concat(pieces));

        Prop.ForAll(header.ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), static (text, size) =>
        {
            var ranges = ByteRanges.Parse($"bytes={text}", size);
            var taken = ranges.Parts.SelectMany(static part => Enumerable.Range((int)part.Start, (int)part.Length)).ToArray();
            return (ranges.Kind == ByteRangeKind.Parts) == (taken.Length > 0) && taken.All(at => at >= 0 && at < size) && taken.Distinct().Count() == taken.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parts_are_the_bytes_that_a_plain_reading_finds()
    {
        var spec = Gen.Choose(-1, 25).Two().Where(static pair => pair.Item1 >= 0 || pair.Item2 >= 0);

        Prop.ForAll(spec.NonEmptyListOf().ToArbitrary(), Gen.Choose(0, 20).ToArbitrary(), static (specs, size) =>
        {
            var texts = specs.Select(static pair => $"{(pair.Item1 < 0 ? "" : pair.Item1)}-{(pair.Item2 < 0 ? "" : pair.Item2)}");
            var read = specs.Select(pair => Enumerable.Range(0, size).Where(at =>
                pair.Item1 < 0 ? at >= size - pair.Item2 : at >= pair.Item1 && (pair.Item2 < 0 || at <= pair.Item2)).ToArray()).Where(static bytes => bytes.Length > 0).ToArray();
            var ranges = ByteRanges.Parse($"bytes={string.Join(", ", texts)}", size);
            var all = read.SelectMany(static bytes => bytes).ToArray();
            var expected = read.Length == 0 ? ByteRangeKind.Unsatisfiable : all.Distinct().Count() < all.Length ? ByteRangeKind.Whole : ByteRangeKind.Parts;
            return ranges.Kind == expected
                && (expected != ByteRangeKind.Parts || ranges.Parts.Select(static part => (part.Start, part.Length)).SequenceEqual(read.Select(static bytes => ((long)bytes[0], (long)bytes.Length))));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_taken_for_a_content_range_is_one()
    {
        var text = Gen.Elements("bytes ", "bytes", "0", "5", "9", "9223372036854775807", "-", "/", "*", " ").ListOf().Select(static pieces => string.Concat(pieces));

        Prop.ForAll(text.ToArbitrary(), static text => !ContentRange.TryParse(text, out var range) || (range.First >= 0 && range.Last >= range.First && range.Length > 0)).QuickCheckThrowOnFailure();
    }
}

// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>Parts that can be asked alone.</summary>
public sealed class PartTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_500, "1.5µs")]
    [InlineData(2_000_000, "2ms")]
    [InlineData(1_000_000_000, "1s")]
    [InlineData(90_000_000_000, "1m30s")]
    [InlineData(3_600_000_000_000, "1h0m0s")]
    [InlineData(5_400_500_000_000, "1h30m0.5s")]
    public void Times_are_printed_as_Go_prints_them(long nanoseconds, string expected) => HistoryText.Duration(nanoseconds).ShouldBe(expected);

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("tab\tline\n\u0001\u007f", "\"tab\\tline\\n\\x01\\x7f\"")]
    [InlineData("ünï\u00a0\u200b", "\"ünï\\u00a0\\u200b\"")]
    public void Words_are_quoted_as_Go_quotes_them(string text, string expected) => HistoryText.Quote(text).ShouldBe(expected);

    [Fact]
    public void Authorities_are_the_hosts_own_if_its_distribution_does_not_ship_them()
    {
        const string one = "-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n", two = "-----BEGIN CERTIFICATE-----\nCCCC\n-----END CERTIFICATE-----\n";
        using var folder = new TempFolder();
        var bundle = folder.Write("bundle.crt", one.Replace("\n", "\r\n", StringComparison.Ordinal));
        folder.Write("shipped/mozilla/one.crt", one);

        HostAuthorities.Find(null, bundle, folder["shipped"], folder["added"]).ShouldBeNull();
        HostAuthorities.Find(folder["none"], bundle, folder["shipped"], folder["added"]).ShouldBeNull();
        var named = folder.Write("named.crt", one + two);
        HostAuthorities.Find(named, bundle, folder["shipped"], folder["added"]).ShouldBe(new(named, 1));
        // Where nobody knows what the distribution ships, only what was added by hand counts.
        HostAuthorities.Find(named, bundle, folder["none"], folder["added"]).ShouldBeNull();
        folder.Write("added/corp.crt", two);
        HostAuthorities.Find(named, bundle, folder["none"], folder["added"]).ShouldBe(new(named, 1));
        HostAuthorities.Find(null, folder["missing"], folder["shipped"], folder["added"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("/a/*.txt", "/a/b.txt", true)]
    [InlineData("/a/*.txt", "/a/b/c.txt", false)]
    [InlineData("/a/?", "/a/b", true)]
    [InlineData("/a/[b-d]x", "/a/cx", true)]
    [InlineData("/a/[^b-d]x", "/a/cx", false)]
    [InlineData("/a/\\*", "/a/*", true)]
    [InlineData("/a/\\*", "/a/b", false)]
    [InlineData("/a.b", "/axb", false)]
    public void Patterns_are_Gos(string pattern, string path, bool matches) => GoPattern.Parse(pattern, crossesFolders: false).Matches(path).ShouldBe(matches);

    [Theory]
    [InlineData("/a/[b")]
    [InlineData("/a\\")]
    public void A_malformed_pattern_is_named(string pattern) =>
        Should.Throw<StepException>(() => GoPattern.Parse(pattern, crossesFolders: false)).Message.ShouldContain($"'{pattern}'");

    [Theory]
    [InlineData("/../a/./b//c/", "/a/b/c")]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("a/..", "/")]
    public void Paths_end_at_the_root(string path, string expected) => TreePath.Normalize(path).ShouldBe(expected);
}

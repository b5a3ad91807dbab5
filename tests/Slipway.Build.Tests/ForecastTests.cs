// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Build.Tests;

/// <summary>How long a build will go on, against what is worked out by hand.</summary>
public sealed class ForecastTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // base 2s → a 4s, b 5s, c 4s; a and b → d 1s.
    private static readonly IReadOnlyList<ExpectedStep> Diamond =
    [
        Expected("base", 2), Expected("a", 4, "base"), Expected("b", 5, "base"), Expected("c", 4, "base"), Expected("d", 1, "a", "b"),
    ];

    [Theory]
    [InlineData(1, 16)] // one after the other
    [InlineData(2, 10)] // 0-2 base, 2-7 b, 2-6 a, 7-8 d, 6-10 c
    [InlineData(3, 8)] // the longest path: base, b, d
    public void What_is_left_is_laid_on_the_slots_longest_path_first(int slots, int seconds)
    {
        var forecast = new BuildForecast();
        forecast.Remaining(Start).ShouldBeNull();

        forecast.Observe(new StepsExpected(Start, Diamond, slots));

        forecast.Remaining(Start).ShouldBe(TimeSpan.FromSeconds(seconds));
        forecast.IsGuess.ShouldBeFalse();
    }

    [Fact]
    public void What_runs_counts_with_what_is_left_of_it_and_what_is_done_or_cached_not_at_all()
    {
        var forecast = new BuildForecast();
        forecast.Observe(new StepsExpected(Start, Diamond, 3));
        forecast.Observe(new StepStarted(Start, Step("base")));
        forecast.Remaining(Start.AddSeconds(1)).ShouldBe(TimeSpan.FromSeconds(7));
        forecast.Remaining(Start.AddSeconds(10)).ShouldBe(TimeSpan.FromSeconds(6)); // late, but no less than what follows
        forecast.Observe(new StepFinished(Start.AddSeconds(2), Step("base"), TimeSpan.FromSeconds(2)));
        forecast.Observe(new StepCached(Start.AddSeconds(2), Step("b")));
        forecast.Remaining(Start.AddSeconds(2)).ShouldBe(TimeSpan.FromSeconds(5));
        foreach (var name in (string[])["a", "c", "d"])
            forecast.Observe(new StepFinished(Start.AddSeconds(9), Step(name), TimeSpan.FromSeconds(1)));
        forecast.Remaining(Start.AddSeconds(9)).ShouldBeNull();
    }

    [Fact]
    public void A_guess_is_told_as_such_until_the_step_is_done()
    {
        var forecast = new BuildForecast();
        forecast.Observe(new StepsExpected(Start, [Expected("base", 1) with { IsGuess = true }, Expected("a", 1, "base")], 1));
        forecast.IsGuess.ShouldBeTrue();
        forecast.Observe(new StepFinished(Start, Step("base"), TimeSpan.Zero));
        forecast.IsGuess.ShouldBeFalse();
    }

    private static ExpectedStep Expected(string name, int seconds, params string[] needs) =>
        new(DigestOf(name), [.. needs.Select(DigestOf)], TimeSpan.FromSeconds(seconds), IsGuess: false);

    private static BuildStep Step(string name) => new() { Id = 1, Name = name, Kind = StepKind.Run, Digest = DigestOf(name), Platform = Platform.LinuxAmd64, Targets = ["app"] };

    private static Digest DigestOf(string name) => Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(name));
}

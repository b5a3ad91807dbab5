// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Build.Tests;

/// <summary>Dockerfiles of a few lines that ask for any amount of memory or time.</summary>
public sealed class HostileDockerfileTests
{
    [Theory]
    [InlineData("ENV")]
    [InlineData("ARG")]
    [InlineData("LABEL")]
    public async Task Values_that_double_with_every_line_have_an_end(string instruction)
    {
        using var world = new BuildWorld();
        var text = new StringBuilder("FROM scratch\nENV a0=0123456789\n");
        for (var line = 1; line < 60; line++)
            text.Append($"{instruction} a{line}=$a{(instruction == "LABEL" ? 0 : line - 1)}$a{(instruction == "LABEL" ? 0 : line - 1)}\n");

        var result = await world.RunAsync(null, world.Target(text.ToString()));

        if (instruction != "LABEL")
            BuildWorld.Describe(result.Targets[0].Failure.ShouldNotBeNull()).ShouldContain("expands to more than");
    }

    [Theory]
    [InlineData("ENV b{0}=$big")]
    [InlineData("ARG b{0}=$big")]
    [InlineData("LABEL b{0}=$big")]
    [InlineData("RUN echo {0}")]
    [InlineData("WORKDIR /$big")]
    [InlineData("COPY ${big}{0} /")]
    public async Task A_large_value_that_is_used_again_and_again_has_an_end(string line)
    {
        using var world = new BuildWorld();
        var text = new StringBuilder("FROM scratch\nENV a=" + new string('x', 60_000) + "\nENV big=" + string.Concat(Enumerable.Repeat("$a", 16)) + "\n");
        for (var number = 0; number < 3000; number++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{line.Replace("{0}", $"{number}", StringComparison.Ordinal)}\n");

        var failure = (await world.RunAsync(null, world.Target(text.ToString()))).Targets[0].Failure;

        BuildWorld.Describe(failure).ShouldContain("expand to more than");
        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(1L << 30);
    }

    [Fact]
    public async Task Thousands_of_variables_are_no_trouble()
    {
        using var world = new BuildWorld();
        var text = new StringBuilder("FROM scratch\n");
        for (var number = 0; number < 5000; number++)
            text.Append($"ENV v{number}={number}\n");

        (await world.BuildAsync(text.ToString())).Config.Env!.Count.ShouldBe(5001);
    }

    [Fact]
    public async Task Triggers_of_a_base_are_bounded_as_other_lines_are()
    {
        using var world = new BuildWorld();
        await world.AddBaseAsync(BuildWorld.Base, Oci.Platform.Host, new() { OnBuild = ["ENV a=0123456789", .. Enumerable.Repeat("ENV a=$a$a$a$a", 40)] });

        BuildWorld.Describe(await world.FailAsync($"FROM {BuildWorld.Base}\n")).ShouldContain("expands to more than");
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Build;
using Slipway.Cli.Progress;
using Slipway.Oci;

namespace Slipway.Cli.Tests;

public sealed class RawJsonTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Every_event_is_a_line_in_BuildKits_form()
    {
        var writer = new StringWriter();
        await using var view = new RawJsonBuildView(writer);
        var input = Digest.Sha256("input"u8);
        var step = new BuildStep { Id = 1, Name = "[1/2] RUN make", Digest = Digest.Sha256("step"u8), Inputs = [input], Kind = StepKind.Run, Platform = Platform.LinuxAmd64, Targets = ["app"] };

        view.Report(new BuildStarted(Start, 1, 1));
        view.Report(new StepStarted(Start, step));
        view.Report(new StepLog(Start.AddSeconds(1), step, StepOutput.Error, "a\0b\n"));
        view.Report(new StepProgress(Start.AddSeconds(1), step, "sha256:x", 5, 10));
        view.Report(new StepFailed(Start.AddSeconds(2), step, TimeSpan.FromSeconds(2), new() { Kind = BuildFailureKind.Command, Message = "exit code: 1" }));

        var lines = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(4);
        var started = lines[0].GetProperty("vertexes")[0];
        started.GetProperty("digest").GetString().ShouldBe(step.Digest.ToString());
        started.GetProperty("inputs")[0].GetString().ShouldBe(input.ToString());
        started.GetProperty("name").GetString().ShouldBe("[1/2] RUN make");
        started.GetProperty("started").GetDateTimeOffset().ShouldBe(Start);
        started.TryGetProperty("completed", out _).ShouldBeFalse();
        started.TryGetProperty("cached", out _).ShouldBeFalse();
        var log = lines[1].GetProperty("logs")[0];
        log.GetProperty("stream").GetInt32().ShouldBe(2);
        Encoding.UTF8.GetString(log.GetProperty("data").GetBytesFromBase64()).ShouldBe("a\0b\n");
        log.GetProperty("vertex").GetString().ShouldBe(step.Digest.ToString());
        var status = lines[2].GetProperty("statuses")[0];
        (status.GetProperty("current").GetInt32(), status.GetProperty("total").GetInt32(), status.GetProperty("id").GetString()).ShouldBe((5, 10, "sha256:x"));
        var failed = lines[3].GetProperty("vertexes")[0];
        failed.GetProperty("error").GetString().ShouldBe("exit code: 1");
        failed.GetProperty("completed").GetDateTimeOffset().ShouldBe(Start.AddSeconds(2));
    }
}

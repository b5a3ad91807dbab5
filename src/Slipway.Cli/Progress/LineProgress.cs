// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>Shows lines of progress as they come, at once and in order.</summary>
internal sealed class LineProgress(TextWriter writer) : IProgress<string>
{
    private readonly Lock _writing = new();

    public void Report(string value)
    {
        lock (_writing)
            writer.WriteLine(DisplayText.Clean(value));
    }
}

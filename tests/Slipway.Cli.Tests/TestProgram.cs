// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Cli.Tests;

/// <summary>The command line in this process, with a home of its own.</summary>
internal sealed class TestProgram : IDisposable
{
    private readonly TempFolder _folder = new();

    public TempFolder Folder => _folder;

    public SlipwayHome Home => new(_folder["home"]);

    public OciLayout Store => OciLayout.Open(Home.Store);

    public bool IsTerminal { get; set; }

    public string? Reply { get; set; }

    public FakeTime Time { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a command, and gives its exit code, its output and its diagnostics.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] words)
    {
        var (code, output, error) = await RunAsync(Stream.Null, words);
        return (code, Encoding.UTF8.GetString(output), error);
    }

    /// <summary>The output of a command that does what it is asked.</summary>
    public async Task<string> OutputOfAsync(params string[] words)
    {
        var (code, output, error) = await RunAsync(words);
        code.ShouldBe(ExitCode.Done, error);
        return output;
    }

    public async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(Stream input, params string[] words)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        await using (var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true })
        {
            var session = new Session
            {
                Home = Home,
                Output = text,
                Error = error,
                OpenOutput = () => new NeverClosed(output),
                OpenInput = () => input,
                ErrorTerminal = TerminalKind.Plain,
                OutputIsTerminal = IsTerminal,
                CanAsk = Reply is not null,
                Ask = (_, _) => Reply,
                Time = Time,
                WorkingFolder = _folder.Path,
                Variable = Variables.GetValueOrDefault,
                Variables = () => Variables,
            };
            return (await CommandLine.RunAsync(words, session), output.ToArray(), error.ToString());
        }
    }

    private sealed class NeverClosed(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Cli;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The program in this process, in a home of its own.</summary>
internal sealed class SlipwayProgram : IDisposable
{
    private readonly TempFolder _folder = new();

    public SlipwayProgram(string? home = null) => Home = new(home ?? _folder["home"]);

    public SlipwayHome Home { get; }

    public OciLayout Store => OciLayout.Open(Home.Store);

    public Dictionary<string, string> Variables { get; } = [];

    public TempFolder Folder => _folder;

    public void Dispose()
    {
        // An agent that a command started outlives it.
        if (File.Exists(Path.Combine(Home.Run, "agent.pid")) && int.TryParse(File.ReadAllText(Path.Combine(Home.Run, "agent.pid")), out var pid) && ProcessIdentity.Find(pid) is { } agent)
        {
            agent.Kill(Signal.Term);
            while (agent.IsAlive)
                Thread.Sleep(10);
        }
        _folder.Dispose();
    }

    public Task<Answer> RunAsync(params string[] words) => RunAsync(Stream.Null, words);

    public async Task<Answer> RunAsync(Stream input, params string[] words)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
        using var errorText = new StreamWriter(error, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
        var session = new Session
        {
            Home = Home,
            Output = text,
            Error = TextWriter.Synchronized(errorText),
            OpenOutput = () => new UnclosedStream(output),
            OpenError = () => new UnclosedStream(error),
            OpenInput = () => input,
            ErrorTerminal = TerminalKind.Plain,
            OutputIsTerminal = false,
            Own = static words => [InstalledProgram.Executable, .. words],
            WorkingFolder = _folder.Path,
            Variable = name => Variables.GetValueOrDefault(name),
        };
        var code = await CommandLine.RunAsync(words, session);
        return new(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Makes the image <c>test/base:1</c> from this machine's static busybox.</summary>
    public async Task MakeBaseAsync()
    {
        Needs.Tool("busybox");
        (await RunAsync("base", "busybox", "-t", "test/base:1")).ShouldSucceed();
    }
}

// SPDX-License-Identifier: Apache-2.0
using Slipway.Modules;
using Slipway.Native;
using Slipway.Oci;

namespace Slipway.Cli;

/// <summary>What a command works with: where Slipway keeps its things, and where to answer. Answers go to <see cref="Output"/>, all else to <see cref="Error"/>.</summary>
internal sealed class Session
{
    private OciLayout? _store;
    private string? _workingFolder;
    private TextWriter? _output, _error;

    /// <summary>Where Slipway keeps its things.</summary>
    public required SlipwayHome Home { get; init; }

    /// <summary>The answer, and nothing else. The default is this process's output, which takes a hundredth of a second to come up when it is first asked for.</summary>
    public TextWriter Output { get => _output ??= Console.Out; init => _output = value; }

    /// <summary>Progress and diagnostics. The default is where this process's go.</summary>
    public TextWriter Error { get => _error ??= Console.Error; init => _error = value; }

    /// <summary>The bytes of the answer, for a command that answers with an archive.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>The bytes of a container's standard error.</summary>
    public Func<Stream> OpenError { get; init; } = static () => Stream.Null;

    /// <summary>The bytes that come in.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>What <see cref="Error"/> can show.</summary>
    public required TerminalKind ErrorTerminal { get; init; }

    /// <summary>Whether the answer goes to a terminal.</summary>
    public required bool OutputIsTerminal { get; init; }

    /// <summary>Whether what comes in comes from a terminal.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>How many columns and lines the terminal has.</summary>
    public Func<(int Width, int Height)> TerminalSize { get; init; } = static () => (80, 25);

    /// <summary>Whether there is someone at a terminal to ask.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Asks at the terminal; null at the end of input.</summary>
    public Func<string, AskKind, string?> Ask { get; init; } = static (_, _) => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The whole environment, for commands that refuse what they don't know of it.</summary>
    public Func<IReadOnlyDictionary<string, string>> Variables { get; init; } = static () => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(static variable => (string)variable.Key, static variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

    /// <summary>The folder that relative paths start from.</summary>
    /// <exception cref="CommandException">It was deleted; a command that has no path to resolve does not notice.</exception>
    public string WorkingFolder
    {
        get => FindWorkingFolder() is { Length: > 0 } folder ? folder
            : throw CommandException.Usage("the folder in which this command runs is gone, and it has a path to find from there.", "cd to a folder that is there");
        init => _workingFolder = value;
    }

    /// <summary>How to start this program once more with other words.</summary>
    public Func<string[], IReadOnlyList<string>> Own { get; init; } = OwnCommand.With;

    /// <summary>The words of the command line.</summary>
    public IReadOnlyList<string> Words { get; set; } = [];

    /// <summary>The local store, made on first use.</summary>
    public OciLayout Store => _store ??= OciLayout.Open(Home.Store);

    /// <summary>A session of the same home for the command line of another process: there is nobody to write to.</summary>
    public Session Of(CommandLineOrder line) => new()
    {
        Home = Home,
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        OpenOutput = static () => Stream.Null,
        OpenInput = static () => Stream.Null,
        ErrorTerminal = TerminalKind.Plain,
        OutputIsTerminal = false,
        Variable = line.Variables.GetValueOrDefault,
        WorkingFolder = line.Folder,
        Words = line.Words,
        Time = Time,
    };

    /// <summary>The session of this process.</summary>
    public static Session OfThisProcess() => new()
    {
        Home = SlipwayHome.FromEnvironment(),
        OpenOutput = StandardStream.OpenOutput,
        OpenError = StandardStream.OpenError,
        OpenInput = StandardStream.OpenInput,
        ErrorTerminal = TerminalKinds.Of(Console.IsErrorRedirected, Environment.GetEnvironmentVariable),
        OutputIsTerminal = !Console.IsOutputRedirected,
        InputIsTerminal = TerminalMode.IsInputThere,
        TerminalSize = ReadTerminalSize,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        Ask = Prompt.Ask,
    };

    /// <summary>Sees to it that the answer has been written.</summary>
    public Task FlushAsync() => _output?.FlushAsync() ?? Task.CompletedTask;

    private static (int Width, int Height) ReadTerminalSize()
    {
        try
        {
            // A pseudo-terminal that nobody sized says 0.
            var (width, height) = (Console.WindowWidth, Console.WindowHeight);
            return width > 0 && height > 0 ? (Math.Max(20, width), Math.Max(6, height)) : (80, 25);
        }
        catch (IOException)
        {
            return (80, 25); // no terminal to ask
        }
    }

    /// <summary>The folder that relative paths start from; "" where it was deleted.</summary>
    public string FindWorkingFolder()
    {
        try
        {
            return _workingFolder ??= Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return _workingFolder = "";
        }
    }
}

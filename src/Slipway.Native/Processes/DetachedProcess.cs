// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Native;

/// <summary>A program started in a session of its own, which outlives whoever started it. Its input is empty, its output goes to a file.</summary>
public sealed class DetachedProcess
{
    private readonly string _pidFile;
    private readonly string _logFile;

    private DetachedProcess(string pidFile, string logFile) => (_pidFile, _logFile) = (pidFile, logFile);

    /// <summary>Whether it is known to have ended.</summary>
    public bool HasEnded => File.Exists(_pidFile)
        && int.TryParse(File.ReadAllText(_pidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ProcessIdentity.Find(pid) is null;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="pidFile">A file for its process id; replaced.</param>
    /// <param name="logFile">A file for its output; replaced.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="ExecutionException">It can't be started.</exception>
    public static async Task<DetachedProcess> StartAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string pidFile, string logFile, CancellationToken cancellationToken)
    {
        // The shell only opens files, tells its id, which becomes the program's, and goes.
        const string Script = "pid=$1; log=$2; shift 2; echo $$ >\"$pid\"; exec \"$@\" </dev/null >\"$log\" 2>&1";
        Directory.CreateDirectory(Path.GetDirectoryName(pidFile)!);
        File.Delete(pidFile);
        string[] shell = ["-f", "/bin/sh", "-c", Script, "sh", pidFile, logFile, .. command];
        var started = await new Command("setsid", shell) { Environment = environment, Package = "util-linux" }.RunAsync(cancellationToken).ConfigureAwait(false);
        started.EnsureSuccess();
        return new(pidFile, logFile);
    }

    /// <summary>This process's environment with one variable set, for a program that goes on with the same settings.</summary>
    public static IReadOnlyDictionary<string, string> InheritEnvironment(string name, string value)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        variables[name] = value;
        return variables;
    }

    /// <summary>The last lines of its output, for a message; <c>(nothing)</c> where there are none.</summary>
    public string Tail(int lines) => File.Exists(_logFile) && File.ReadLines(_logFile).TakeLast(lines).ToList() is { Count: > 0 } tail ? string.Join('\n', tail) : "(nothing)";
}

// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>A command at a terminal that we did not write: Python's. What is typed and shown, its size, and whether it is set at the end as at first.</summary>
internal sealed class PtyProgram : IDisposable
{
    // Orders come as lines of JSON; what the terminal shows goes out as it is; the last line of its error stream says how it ended.
    private const string Script = """
        import fcntl, json, os, pty, select, signal, struct, sys, termios
        rows, columns, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
        ours, theirs = pty.openpty()
        def size(rows, columns): fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
        size(rows, columns)
        before = termios.tcgetattr(theirs)
        child = os.fork()
        if child == 0:
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2): os.dup2(theirs, descriptor)
            os.execv(command[0], command)
        orders, ended, status = b'', False, 0
        sys.stderr.write(f'{child}\n'); sys.stderr.flush()
        while True:
            ready, _, _ = select.select([ours] + ([] if ended else [0]), [], [], 0.05)
            if ours in ready:
                os.write(1, os.read(ours, 65536))
                continue
            if ended: break
            if 0 in ready:
                orders += os.read(0, 65536)
                while b'\n' in orders:
                    line, orders = orders.split(b'\n', 1)
                    order = json.loads(line)
                    if 'type' in order: os.write(ours, order['type'].encode())
                    if 'size' in order: size(*order['size'])
                    if 'kill' in order: os.kill(child, order['kill'])
            pid, status = os.waitpid(child, os.WNOHANG)
            ended = pid != 0
        code = os.waitstatus_to_exitcode(status)
        sys.stderr.write(f"{code if code >= 0 else 128 - code} {'same' if termios.tcgetattr(theirs) == before else 'changed'}\n")
        """;

    private readonly Process _process;
    private readonly StringBuilder _shown = new();

    public PtyProgram(InstalledProgram program, int rows, int columns, params string[] words)
    {
        program.Wrapper = ["python3", "-c", Script, rows.ToString(System.Globalization.CultureInfo.InvariantCulture), columns.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        program.Variables["TERM"] = "xterm";
        _process = program.Start(words);
        program.Wrapper = [];
    }

    /// <summary>What it has shown since the last time it was waited for.</summary>
    public string Shown => _shown.ToString();

    public Task TypeAsync(string text) => OrderAsync($$"""{"type":{{JsonSerializer.Serialize(text)}}}""");

    public Task ResizeAsync(int rows, int columns) => OrderAsync($$"""{"size":[{{rows}},{{columns}}]}""");

    /// <summary>Sends the command at the terminal a signal.</summary>
    public Task KillAsync(int signal) => OrderAsync($$"""{"kill":{{signal}}}""");

    /// <summary>Waits until the terminal shows a text.</summary>
    /// <exception cref="InvalidOperationException">It came to its end without.</exception>
    public async Task UntilAsync(string text)
    {
        var buffer = new byte[4096];
        while (!Shown.Contains(text, StringComparison.Ordinal))
        {
            var count = await _process.StandardOutput.BaseStream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (count == 0)
                throw new InvalidOperationException($"The terminal never showed '{text}', but: {Shown}{await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
            _shown.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        _shown.Remove(0, Shown.IndexOf(text, StringComparison.Ordinal) + text.Length);
    }

    /// <summary>Waits for the end of the command: its exit code, and whether the terminal is set as at first.</summary>
    public async Task<(int ExitCode, bool IsRestored)> EndAsync()
    {
        _shown.Append(await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        var last = (await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().Split('\n')[^1].Split(' ');
        return (int.Parse(last[0], System.Globalization.CultureInfo.InvariantCulture), last[1] == "same");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task OrderAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }
}

// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

public sealed class TypedPasswordTests
{
    // A terminal whose other end a person sits at, who types when asked.
    private const string Person = """
        import os, select, sys, termios
        secret, command = sys.argv[1], sys.argv[2:]
        terminal, held = os.openpty()
        pid = os.fork()
        if pid == 0:
            os.close(terminal)
            os.login_tty(os.dup(held))
            os.execvp(command[0], command)
        shown, typed, status = b'', False, None
        while True:
            ready = select.select([terminal], [], [], 0.1)[0]
            if ready:
                shown += os.read(terminal, 4096)
            elif status is not None:
                break
            if not typed and b'Password: ' in shown:
                typed = True
                os.write(terminal, secret.encode() + b'\n')
            if status is None:
                ended, code = os.waitpid(pid, os.WNOHANG)
                status = code if ended else None
        echo = termios.tcgetattr(held)[3] & termios.ECHO
        sys.stdout.write(shown.decode() + 'echo is ' + ('on' if echo else 'off'))
        sys.exit(os.waitstatus_to_exitcode(status))
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_typed_at_a_terminal_is_not_shown()
    {
        var python = Needs.Tool("python3");
        using var folder = new TempFolder();
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = folder.Path, ["DOCKER_CONFIG"] = folder.Path, ["TERM"] = "dumb" };
        var program = InstalledProgram.Executable;

        var said = await new Command(python, ["-c", Person, DockerRegistryServer.Password, program, "login", registry.Registry, "-u", DockerRegistryServer.User]) { Environment = environment }.RunAsync(Cancellation);

        said.ExitCode.ShouldBe(0, said.OutputText + said.ErrorText);
        said.OutputText.ShouldContain("Login Succeeded");
        said.OutputText.ShouldEndWith("echo is on");
        said.OutputText.ShouldNotContain(DockerRegistryServer.Password);
        (await File.ReadAllTextAsync(folder["config.json"], Cancellation)).ShouldContain(registry.Registry);
    }
}

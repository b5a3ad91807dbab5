// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

public sealed class TypedPasswordTests
{
    // A terminal whose other end a person sits at, who types when asked.
    private const string Person = """
        import os, pty, sys
        secret, command = sys.argv[1], sys.argv[2:]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp(command[0], command)
        shown = b''
        typed = False
        while True:
            try:
                read = os.read(terminal, 4096)
            except OSError:
                break
            if not read:
                break
            shown += read
            if not typed and b'Password: ' in shown:
                typed = True
                os.write(terminal, secret.encode() + b'\n')
        sys.stdout.write(shown.decode())
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_typed_at_a_terminal_is_not_shown()
    {
        var python = Needs.Tool("python3");
        using var folder = new TempFolder();
        await using var registry = await DockerRegistryServer.StartAsync(RegistryAccess.Password, Cancellation);
        var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = folder.Path, ["DOCKER_CONFIG"] = folder.Path, ["TERM"] = "dumb" };
        var program = Path.Combine(AppContext.BaseDirectory, "slipway");

        var said = await new Command(python, ["-c", Person, DockerRegistryServer.Password, program, "login", registry.Registry, "-u", DockerRegistryServer.User]) { Environment = environment }.RunAsync(Cancellation);

        said.ExitCode.ShouldBe(0, said.OutputText + said.ErrorText);
        said.OutputText.ShouldContain("Login Succeeded");
        said.OutputText.ShouldNotContain(DockerRegistryServer.Password);
        (await File.ReadAllTextAsync(folder["config.json"], Cancellation)).ShouldContain(registry.Registry);
    }
}

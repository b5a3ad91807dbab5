// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests;

/// <summary>Files that the kernel sends (see <see cref="SocketOutput"/>), between what the server writes itself.</summary>
public sealed class SocketOutputTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    // More than the socket holds, so that the sender has to wait for the reader.
    private const int Size = 20_000_000;
    private readonly string _repository = fixture.NewRepository();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_of_one_connection_come_in_order_whole_and_in_parts_however_slowly_they_are_read()
    {
        var (content, path) = await PushAsync();
        using var client = await ConnectAsync();
        var asked = "";
        foreach (var range in (string[])["", "Range: bytes=1000000-18999999\r\n", "Range: bytes=0-9,500000-9999999\r\n", "", "Range: bytes=5-9\r\n"])
            asked += Request(path, range);
        // All at once: the server answers one after the other.
        await client.SendAsync(Encoding.ASCII.GetBytes(asked), Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        await using var reading = new NetworkStream(client);
        using var answers = new BinaryReader(reading);

        ReadAnswer(answers).AsSpan().SequenceEqual(content).ShouldBeTrue();
        ReadAnswer(answers).AsSpan().SequenceEqual(content.AsSpan(1_000_000, 18_000_000)).ShouldBeTrue();
        ReadAnswer(answers).AsSpan().IndexOf(content.AsSpan(500_000, 9_500_000)).ShouldBePositive();
        ReadAnswer(answers).AsSpan().SequenceEqual(content).ShouldBeTrue();
        ReadAnswer(answers).ShouldBe(content[5..10]);
    }

    [Fact]
    public async Task A_reader_that_goes_away_leaves_no_file_open()
    {
        var (content, path) = await PushAsync();
        using (var http = new HttpClient { BaseAddress = fixture.Registry.Server.Address })
            (await http.GetByteArrayAsync(path, Cancellation)).Length.ShouldBe(content.Length);
        var file = Digest.Sha256(content).Hex;
        using (var client = await ConnectAsync())
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(Request(path, "")), Cancellation);
            await client.ReceiveAsync(new byte[100_000], Cancellation);
            await MirrorWorld.UntilAsync(() => Task.FromResult(IsOpen(file)));
        }

        await MirrorWorld.UntilAsync(() => Task.FromResult(!IsOpen(file)));
    }

    private static bool IsOpen(string file) =>
        Directory.EnumerateFiles("/proc/self/fd").Any(link => new FileInfo(link).LinkTarget?.Contains(file, StringComparison.Ordinal) == true);

    private async Task<(byte[] Content, string Path)> PushAsync()
    {
        var content = new byte[Size];
        new Random(7).NextBytes(content);
        return (content, $"/v2/{_repository}/blobs/{await fixture.Http.PushBlobAsync(_repository, content)}");
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, fixture.Registry.Server.Address.Port, Cancellation);
        return client;
    }

    private static string Request(string path, string headers) => $"GET {path} HTTP/1.1\r\nHost: registry\r\n{headers}\r\n";

    private static byte[] ReadAnswer(BinaryReader answers)
    {
        var length = 0;
        for (var line = ReadLine(answers); line.Length > 0; line = ReadLine(answers))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        }
        return answers.ReadBytes(length);
    }

    private static string ReadLine(BinaryReader answers)
    {
        var line = new StringBuilder();
        for (var letter = (char)answers.ReadByte(); letter != '\n'; letter = (char)answers.ReadByte())
            line.Append(letter);
        return line.ToString().TrimEnd('\r');
    }
}

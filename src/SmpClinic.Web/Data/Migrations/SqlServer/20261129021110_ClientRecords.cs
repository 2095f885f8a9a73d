using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ClientRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Clients_EmailNormalised",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Appointments_ClientId",
                table: "Appointments");

            migrationBuilder.AddColumn<Guid>(
                name: "MergedIntoId",
                table: "Clients",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NameKey",
                table: "Clients",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "RootId",
                table: "Clients",
                type: "uniqueidentifier",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<long>(
                name: "SearchKey",
                table: "Clients",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SearchText",
                table: "Clients",
                type: "nvarchar(600)",
                maxLength: 600,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            // Every record that was there stands for itself.
            migrationBuilder.Sql("UPDATE [Clients] SET [RootId] = [Id]");

            migrationBuilder.AddColumn<Guid>(
                name: "ClientId",
                table: "Audit",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ClientAlerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ClientId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CreatedBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    RemovedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    RemovedBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientAlerts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ClientAlerts_Clients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ClientContactsBefore",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ClientId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Email = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    Phone = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ChangedBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientContactsBefore", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ClientContactsBefore_Clients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ClientMerges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    KeptId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    GoneId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    By = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    NameBefore = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    EmailBefore = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    PhoneBefore = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    NameChosen = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    EmailChosen = table.Column<string>(type: "nvarchar(254)", maxLength: 254, nullable: false),
                    PhoneChosen = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    UndoneAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    UndoneBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientMerges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ClientMerges_Clients_GoneId",
                        column: x => x.GoneId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ClientMerges_Clients_KeptId",
                        column: x => x.KeptId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ClientNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ClientId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastNumber = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientNotes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ClientNotes_Clients_ClientId",
                        column: x => x.ClientId,
                        principalTable: "Clients",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ClientTerms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ClientKey = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientTerms", x => new { x.Term, x.ClientKey });
                });

            migrationBuilder.CreateTable(
                name: "ClientNoteVersions",
                columns: table => new
                {
                    NoteId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", maxLength: 9000, nullable: false),
                    WrittenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    WrittenById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    WrittenBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClientNoteVersions", x => new { x.NoteId, x.Number });
                    table.ForeignKey(
                        name: "FK_ClientNoteVersions_ClientNotes_NoteId",
                        column: x => x.NoteId,
                        principalTable: "ClientNotes",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Clients_CreatedAt",
                table: "Clients",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Clients_EmailNormalised_RootId",
                table: "Clients",
                columns: new[] { "EmailNormalised", "RootId" });

            migrationBuilder.CreateIndex(
                name: "IX_Clients_MergedIntoId",
                table: "Clients",
                column: "MergedIntoId");

            migrationBuilder.CreateIndex(
                name: "IX_Clients_NameKey_RootId",
                table: "Clients",
                columns: new[] { "NameKey", "RootId" });

            migrationBuilder.CreateIndex(
                name: "IX_Clients_Phone_RootId",
                table: "Clients",
                columns: new[] { "Phone", "RootId" });

            migrationBuilder.CreateIndex(
                name: "IX_Clients_RootId",
                table: "Clients",
                column: "RootId");

            migrationBuilder.CreateIndex(
                name: "IX_Clients_SearchKey",
                table: "Clients",
                column: "SearchKey",
                unique: true,
                filter: "[SearchKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Audit_ClientId_At",
                table: "Audit",
                columns: new[] { "ClientId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_ClientId_Start",
                table: "Appointments",
                columns: new[] { "ClientId", "Start" });

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_PractitionerId_ClientId",
                table: "Appointments",
                columns: new[] { "PractitionerId", "ClientId" },
                filter: "ClientId IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ClientAlerts_ClientId",
                table: "ClientAlerts",
                column: "ClientId");

            migrationBuilder.CreateIndex(
                name: "IX_ClientContactsBefore_ClientId",
                table: "ClientContactsBefore",
                column: "ClientId");

            migrationBuilder.CreateIndex(
                name: "IX_ClientMerges_At",
                table: "ClientMerges",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_ClientMerges_GoneId",
                table: "ClientMerges",
                column: "GoneId");

            migrationBuilder.CreateIndex(
                name: "IX_ClientMerges_KeptId",
                table: "ClientMerges",
                column: "KeptId");

            migrationBuilder.CreateIndex(
                name: "IX_ClientNotes_ClientId_CreatedAt",
                table: "ClientNotes",
                columns: new[] { "ClientId", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ClientAlerts");

            migrationBuilder.DropTable(
                name: "ClientContactsBefore");

            migrationBuilder.DropTable(
                name: "ClientMerges");

            migrationBuilder.DropTable(
                name: "ClientNoteVersions");

            migrationBuilder.DropTable(
                name: "ClientTerms");

            migrationBuilder.DropTable(
                name: "ClientNotes");

            migrationBuilder.DropIndex(
                name: "IX_Clients_CreatedAt",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Clients_EmailNormalised_RootId",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Clients_MergedIntoId",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Clients_NameKey_RootId",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Clients_Phone_RootId",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Clients_RootId",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Clients_SearchKey",
                table: "Clients");

            migrationBuilder.DropIndex(
                name: "IX_Audit_ClientId_At",
                table: "Audit");

            migrationBuilder.DropIndex(
                name: "IX_Appointments_ClientId_Start",
                table: "Appointments");

            migrationBuilder.DropIndex(
                name: "IX_Appointments_PractitionerId_ClientId",
                table: "Appointments");

            migrationBuilder.DropColumn(
                name: "MergedIntoId",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "NameKey",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "RootId",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "SearchKey",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "SearchText",
                table: "Clients");

            migrationBuilder.DropColumn(
                name: "ClientId",
                table: "Audit");

            migrationBuilder.CreateIndex(
                name: "IX_Clients_EmailNormalised",
                table: "Clients",
                column: "EmailNormalised");

            migrationBuilder.CreateIndex(
                name: "IX_Appointments_ClientId",
                table: "Appointments",
                column: "ClientId");
        }
    }
}

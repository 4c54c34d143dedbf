// Opens a workbook and saves it as another program would: node resave.cjs (exceljs|sheetjs) SOURCE TARGET
// The ending of TARGET says as what. NODE_PATH leads to the libraries.
const [library, source, target] = process.argv.slice(2);

async function main() {
  if (library === "exceljs") {
    const { Workbook } = require("exceljs");
    const book = new Workbook();
    await book.xlsx.readFile(source);
    await book.xlsx.writeFile(target);
  } else {
    const XLSX = require("xlsx");
    const kind = target.split(".").pop();
    XLSX.writeFile(XLSX.readFile(source, { cellNF: true }), target, { bookType: kind === "xls" ? "biff8" : kind });
  }
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});

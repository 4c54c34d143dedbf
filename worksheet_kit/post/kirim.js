"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-salin]");
  if (!button) return;
  const source = document.getElementById(button.dataset.salin);
  let copied;
  try {
    await navigator.clipboard.writeText(source.textContent);
    copied = true;
  } catch {
    getSelection().selectAllChildren(source);
    copied = document.execCommand("copy");
  }
  const words = button.dataset.kata ?? (button.dataset.kata = button.textContent);
  button.textContent = copied ? "Tersalin" : "Tekan Ctrl+C";
  setTimeout(() => { button.textContent = words; }, 2000);
});
